"""What the words around a name say: a place, a person, a company, a language, or nothing."""

from enum import Enum
from typing import NamedTuple

from rules.reading.gazetteer import Heading, gazetteer
from rules.reading.gazetteer.names import Name, Words

_NEAR = 3
"""How many words ahead a company's name or a site's may go on."""
_PRONOUN_WITHIN = 8
_ADDRESS_WITHIN = 80
_PHRASE_ENDS = frozenset(",.;:!?()\n")
_BRACKETS = {("(", ")"), ("[", "]")}
_SENTENCE_ENDS = frozenset(".!?;\n")


class Support(Enum):
    """How strongly the words around a name say that it is a place."""

    NONE = 0
    LOOSE = 1
    """A preposition that stands before people as well: "to Jordan"."""
    FIRM = 2
    """ "in Reading", "the Reading office"."""


class Surroundings(NamedTuple):
    """A name among the words of its text."""

    words: Words
    name: Name

    def support(self) -> Support:
        """Whether a preposition before the name or a site beside it marks a place."""
        if self._has_site_beside() or (is_listed("given", self.name.key) and is_listed("article", self._before())):
            return Support.FIRM
        index = self.name.first - 1
        while index >= 0 and self._same_phrase(index) and self.name.first - index <= _NEAR:
            word = self.words.folded[index]
            if is_listed("locative", word) and not self._is_bare_a(index):
                return Support.LOOSE if word == "from" and is_listed("given", self.name.key) else Support.FIRM
            if is_listed("loose locative", word):
                behind_site = index > 0 and word != "to" and is_listed("facility", self.words.folded[index - 1])
                return Support.FIRM if behind_site else Support.LOOSE
            if not is_listed("modifier", word):
                break
            index -= 1
        return Support.NONE

    def is_person(self) -> bool:
        """Used as a person's: "Mr. Berlin", or one that people also bear: "India from HR asked", "ask Sydney"."""
        if self._has_site_beside():
            return False
        if self._has_title():
            return True
        if not is_listed("given", self.name.key):
            return False
        if is_listed("addressed", self._before()) or is_listed("person verb", self._after()):
            return True
        if self._after() in {"from", "in", "of", "at"} and is_listed("department", self._after(1)):
            return True
        return self.support() is Support.NONE and (self._has_reflexive_ahead() or self._has_surname())

    def is_organisation(self) -> bool:
        """Part of a company's or an agency's own name: "Boston Consulting Group", "Bank of Montreal"."""
        if self._before() == "of" and is_listed("organisation of", self._before(1)):
            return self.words.capital(self.name.first - 2)
        named = False
        for ahead in range(_NEAR):
            index = self.name.last + ahead
            if index >= len(self.words.folded) or not self.words.joined(index - 1) or not self.words.capital(index):
                break
            word = self.words.folded[index]
            if is_listed("facility", word):
                return False
            named = named or (is_listed("organisation", word) and (ahead == 0 or self.name.key != word))
        return named

    def is_trade(self) -> bool:
        """Not where work is done but whom or what it is for: "the Essex account", "Turkey farming", "china cups"."""
        return not is_listed("locative", self._before()) and (is_listed("ware", self._after()) or self._is_account())

    def _is_account(self) -> bool:
        """A customer's or a project's: "the Essex account", "Project Manila"."""
        if is_listed("account", self._after()):
            return not is_listed("account goes on", self._after(1))
        return is_listed("account before", self._before()) and not self._has_site_beside()

    def is_local_arm(self) -> bool:
        """Directly behind what looks like a company's name: "IBM India"."""
        index = self.name.first - 1
        if index < 0 or self.words.gap(index) != " " or not self.words.capital(index):
            return False
        word = self.words.text[self.words.starts[index] : self.words.ends[index]]
        folded = self.words.folded[index]
        if is_listed("not a company", folded) or is_listed("facility", folded):
            return False
        return word.isupper() or (index > 0 and self.words.gap(index - 1) == " ")

    def is_language(self) -> bool:
        """A nationality that names a language: "French-speaking", "translated into Polish"."""
        if is_listed("language cue", self._after()):
            return True
        verb = self._before(1) if self._before() in {"in", "into", "auf"} else self._before()
        return is_listed("language verb", verb)

    def is_clock(self) -> bool:
        """ "London time"."""
        return is_listed("clock", self._after())

    def is_in_address(self) -> bool:
        """Within an e-mail address or a link."""
        text, start, end = self.words.text, self.name.start, self.name.end
        if not text[end : end + 1].strip() and not text[start - 1 : start].strip():
            return False
        before = text[max(0, start - _ADDRESS_WITHIN) : start].split()
        after = text[end : end + _ADDRESS_WITHIN].split()
        head = before[-1] if before and not text[start - 1].isspace() else ""
        tail = after[0] if after and not text[end].isspace() else ""
        return "@" in head or "@" in tail or "://" in head or head.startswith("www.")

    def is_japanese_person(self) -> bool:
        """山口さん."""
        text, end = self.words.text, self.name.end
        return any(text.startswith(title, end) for title in gazetteer().context["japanese person"])

    def is_base(self) -> bool:
        """Where somebody is based: "PH-based"."""
        return self._after() == "based"

    def is_behind_digit(self) -> bool:
        """Part of a word that begins with a figure: the "PL" in "3PL"."""
        start = self.name.start
        return start > 0 and self.words.text[start - 1].isdigit()

    def is_behind_preposition(self) -> bool:
        """Directly behind one that stands before places only: "in PH", "from DE"."""
        return is_listed("locative", self._before()) and not self._is_bare_a(self.name.first - 1)

    def is_in_brackets(self) -> bool:
        """Behind those who do the work: "our team (PH)"."""
        before, end = self.name.first - 1, self.name.end
        if before < 0 or (self.words.gap(before).strip(), self.words.text[end : end + 1]) not in _BRACKETS:
            return False
        return any(is_listed(heading, self.words.folded[before]) for heading in ("facility", "code before"))

    def is_among_capitals(self) -> bool:
        """Beside another word in capitals: "all IN HOUSE"."""
        return any(
            self.words.text[self.words.starts[index] : self.words.ends[index]].isupper()
            and self.words.ends[index] - self.words.starts[index] > 1
            for index in (self.name.first - 1, self.name.last)
            if 0 <= index < len(self.words.folded) and self._same_phrase(min(index, self.name.last - 1))
        )

    def is_behind_comma(self) -> bool:
        """Set apart from what stands before."""
        return self.name.first > 0 and "," in self.words.gap(self.name.first - 1)

    def ends_phrase(self) -> bool:
        """With a mark or nothing behind it."""
        return not self._after()

    def word_after(self) -> str:
        """The next word of the same phrase."""
        return self._after()

    def follows(self, other: Name | None) -> bool:
        """Whether the name goes on a list that `other` belongs to: "Pune, Noida and Chennai"."""
        if other is None:
            return False
        between = self.name.first - other.last
        gap = self.words.gap(other.last - 1).strip()
        if between == 0:
            return gap in {",", "/", "&", "+", ""}
        return between == 1 and is_listed("and", self.words.folded[other.last]) and gap in {"", ","}

    def _has_site_beside(self) -> bool:
        if is_listed("facility", self._after()) and self.words.joined(self.name.last - 1):
            return True
        # "our bangalore test centre"
        if is_listed("modifier", self._before()) and is_listed("facility", self._after(1)):
            return self.words.joined(self.name.last - 1) and self.words.joined(self.name.last)
        before = self.name.first - 1
        # "Standort Schwelm": behind the name of a kind of site, but not "engineers India".
        return before >= 0 and self.words.gap(before) == " " and is_listed("site before", self.words.folded[before])

    def _has_title(self) -> bool:
        """Behind "Mr", with a full stop or without, and with a first name or an initial between them or without."""
        index = self.name.first - 1
        for _ in range(2):
            if index < 0 or self.words.gap(index) not in {" ", ". ", "."}:
                return False
            word, capital = self.words.folded[index], self.words.capital(index)
            if is_listed("title", word) or (capital and (is_listed("title with a capital", word) or self._is_m(index))):
                return True
            if not capital:
                return False
            index -= 1
        return False

    def _is_m(self, index: int) -> bool:
        """The French "M." for a man, which only its full stop tells from an initial of something else."""
        return self.words.folded[index] == "m" and self.words.gap(index).startswith(".")

    def _has_surname(self) -> bool:
        index = self.name.last
        if index >= len(self.words.folded) or self.words.gap(index - 1) != " " or not self.words.capital(index):
            return False
        word = self.words.text[self.words.starts[index] : self.words.ends[index]]
        folded = self.words.folded[index]
        known = is_listed("facility", folded) or folded in gazetteer().names
        return not word.isupper() and not known

    def _has_reflexive_ahead(self) -> bool:
        for index in range(self.name.last, min(self.name.last + _PRONOUN_WITHIN, len(self.words.folded))):
            if not _SENTENCE_ENDS.isdisjoint(self.words.gap(index - 1)):
                return False
            if is_listed("reflexive", self.words.folded[index]):
                return True
        return False

    def _is_bare_a(self, index: int) -> bool:
        """The English article and the Spanish preposition; the French one has an accent."""
        return self.words.text[self.words.starts[index]] in "aA" and self.words.folded[index] == "a"

    def _same_phrase(self, index: int) -> bool:
        return _PHRASE_ENDS.isdisjoint(self.words.gap(index))

    def _before(self, further: int = 0) -> str:
        index = self.name.first - 1 - further
        return self.words.folded[index] if index >= 0 and self._same_phrase(index) else ""

    def _after(self, further: int = 0) -> str:
        index = self.name.last + further
        if index >= len(self.words.folded) or not self._same_phrase(index - 1):
            return ""
        return self.words.folded[index]


def is_listed(heading: Heading, word: str) -> bool:
    """Whether a folded word stands below a heading of `context.txt`."""
    return word in gazetteer().context[heading]
