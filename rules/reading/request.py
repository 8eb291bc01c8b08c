"""Is it a request to place work at all? Goods, vacancies, acquisitions, questions and small talk are not."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from rules.classification import Reply
from rules.grid import Ownership
from rules.reading.amounts import amount_words
from rules.reading.cues import cues
from rules.reading.found import Found
from rules.reading.ownership import REPORTED, STRONG, WEAK, WhoVerdict
from rules.reading.phrases import Hit
from rules.reading.works import Named
from rules.reading.works.naming import OF

GOODS, PURCHASE = 2.0, 1.5
"""Points of a word for goods, and of a word for buying; both together outweigh a supplier's mention."""
_WORK = frozenset({"ask", "vague", "work", "making", "near_word", "far_word", "abroad"})
_OWN = frozenset({"own", "own_site", "own_act", "own_back"})
_OUTSIDERS = frozenset({"vendor", "vendor_act", "vendor_name", "named_company", "company"})
_PLACED = frozenset({"ask", "work", "vendor", "vendor_act"})
"""Phrases of which two, with a kind of work, make a request of a text that asks a question as well."""
_IDLE = frozenset({"goods", "greeting"})
"""Phrases that speak against a request only where no kind of work is named."""
_PERHAPS, _NAMED, _NAMED_SURELY = 2.3, 3.5, 5.0
"""Scores of a kind of work that words hint at, that they name but might mean otherwise, and that is surely meant."""
_SERVICES = frozenset({"services", "service", "servicios", "dienstleistungen"})
"""Behind things: what is wanted is done with them."""
_DONE_TO = OF | {"for", "to", "für", "para", "pour"}
"""Between what is done and the things."""
_THINGS = frozenset({"goods", "goods_act"})
_WANTED = frozenset({"ask", "vague", "vendor", "vendor_act", "somebody"})
_GREETED = frozenset({"greeting", "work", "staff_noun", "organisation_noun"})
_A_GREETING = 6
"""Words of the longest greeting."""
_NAMES_ONLY = frozenset({"vendor_name", "named_company"})
_LICENCES = ("licen", "lizen", "subscription", "abonnement", "suscripci", "saas")
"""How the words begin that say that licences are bought, not things."""
_REPLIES = {
    "definition": Reply.TERM,
    "method": Reply.METHOD,
    "law": Reply.LAW,
    "talk": Reply.NEWS,
    "about_bot": Reply.COMMAND,
    "goods": Reply.PURCHASE,
    "goods_act": Reply.PURCHASE,
    "vacancy": Reply.HIRING,
    "hiring": Reply.HIRING,
    "acquisition": Reply.COMPANY,
    "status": Reply.MATTER,
    "document": Reply.MATTER,
    "greeting": Reply.TALK,
    "only_test": Reply.TEST,
}
"""What answers a text whose weightiest phrase against a request is such a one; others are answered alike."""


@dataclass(frozen=True, slots=True)
class NoRequest:
    """The phrases that say that no work is to be placed, the weightiest first, and whether they say so surely."""

    hits: Sequence[Hit]
    sure: bool
    buys_things: bool = False
    licences: bool = False
    """Whether what is bought are licences."""
    tests: bool = False
    """Whether it only tests the bot."""

    @property
    def reply(self) -> Reply:
        """What answers it."""
        if self.tests:
            return Reply.TEST
        if self.buys_things:
            kind = Reply.PURCHASE
        else:
            kind = _REPLIES.get(self.hits[0].cue, Reply.OTHER) if self.hits else Reply.OTHER
        return Reply.LICENCE if kind is Reply.PURCHASE and self.licences else kind


def no_request(
    found: Found, who: WhoVerdict, aside: Collection[int], *, buys_things: bool, works: Sequence[Named]
) -> NoRequest | None:
    """Decide whether the text places no work, and say what is bought where it is things."""
    none = _no_request(found, who, aside, buys_things=buys_things, works=works)
    licences = any(word.startswith(_LICENCES) for word in found.tokens.words)
    return replace(none, licences=licences) if none else None


def _no_request(
    found: Found, who: WhoVerdict, aside: Collection[int], *, buys_things: bool, works: Sequence[Named]
) -> NoRequest | None:
    """Decide whether the text places no work; of a text that also asks for work, the rest does not count.

    `aside`: sentences that only ask or talk about the subject. `works`: the kinds of work that the text names.
    """
    meaning = cues()
    hits = [hit for hit in found.hits if meaning[hit.cue].axis == "request" and meaning[hit.cue].side == "none"]
    hits.sort(key=lambda hit: -meaning[hit.cue].points)
    text = _Text(found, who, aside, works, hits)
    if "only_test" in found.kinds or text.only_tests():
        return NoRequest(hits, sure=True, tests=True)
    if text.asks_of_law():
        return NoRequest(sorted(hits, key=lambda hit: hit.cue != "law"), sure=True)
    if (sure := text.asks_only()) is not None:
        return NoRequest(hits, sure=sure)
    if buys_things and not text.own and who.strongest < STRONG and not text.wants_work_too:
        return NoRequest(hits, sure=True, buys_things=True)
    matters = (text.has_vacancy, text.buys_goods, text.greets, text.sells_company, text.hires, text.means_else)
    for matter in (*matters, text.is_silent):
        if (sure := matter()) is not None:
            return NoRequest(hits, sure=sure)
    return None


@dataclass(frozen=True)
class _Text:
    """A text with reasons to take it for no request: each says whether it holds surely, and None where it does not."""

    found: Found
    who: WhoVerdict
    aside: Collection[int]
    works: Sequence[Named]
    hits: Sequence[Hit]

    @cached_property
    def own(self) -> bool:
        """Whether it says plainly that own people do something."""
        return any(each.points >= STRONG and each.side is Ownership.INTERNAL for each in self.who.witnesses)

    @cached_property
    def wants_work_too(self) -> bool:
        """True for "30 laptops and someone to run our service desk": beside goods somebody is wanted for work."""
        breaks = sorted({0, len(self.found.tokens), *self.found.starts("and"), *self._sentence_starts()})
        for first, end in pairwise(breaks):
            said = {hit.cue for hit in self.found.hits if first <= hit.start and hit.end <= end}
            if (
                said.isdisjoint(_THINGS)
                and "work" in said | self._works_in(first, end)
                and not said.isdisjoint(_WANTED)
            ):
                return True
        return False

    def _sentence_starts(self) -> Iterator[int]:
        return (at for at, (one, next_one) in enumerate(pairwise(self.found.scope.sentence), 1) if one != next_one)

    def _works_in(self, first: int, end: int) -> set[str]:
        return {"work" for work in self.works if first <= work.first and work.last < end}

    @property
    def _named(self) -> float:
        """How surely it names a kind of work."""
        return self.works[0].score if self.works else 0.0

    def _is_work(self, cue: str) -> bool:
        """Whether phrases of a cue only stand among the words that name the work: "order entry", "repair of trucks"."""
        first, last = self.works[0].first, self.works[0].last
        return all(first <= hit.start and hit.end <= last + 1 for hit in self.found.hits if hit.cue == cue)

    def _done_to(self, cue: str) -> bool:
        """Whether something is done to the things: "installation services of motors", "tool hire services"."""
        words = self.found.tokens.words
        things = [hit for hit in self.found.hits if hit.cue == cue]
        first, last = min(hit.start for hit in things), max(hit.end for hit in things)
        if not _SERVICES.isdisjoint(words[:first]) and not _DONE_TO.isdisjoint(words[:first]):
            return True
        if self._named < _PERHAPS:
            return False
        return not _DONE_TO.isdisjoint(words[self.works[0].first : first]) or not _SERVICES.isdisjoint(words[last:])

    @property
    def _vendor(self) -> float:
        return self.who.strongest if self.who.side is Ownership.THIRD_PARTY else 0.0

    @property
    def _shared(self) -> bool:
        return self.who.side is Ownership.HYBRID

    def asks_of_law(self) -> bool:
        """Every sentence of it only asks, and one of them whether something is allowed, owed or to be told."""
        return "law" in self.found.kinds and set(self.found.scope.sentence) <= set(self.aside)

    def only_tests(self) -> bool:
        """Like "test 123": nothing else is said."""
        told = {at for hit in self.found.structure if hit.cue == "test_word" for at in range(hit.start, hit.end)}
        words = self.found.tokens.words
        return bool(told) and all(at in told or not word[0].isalpha() for at, word in enumerate(words))

    def asks_only(self) -> bool | None:
        """It only wants to know something."""
        if not self.aside or self.who.strongest >= STRONG or self._asks_elsewhere():
            return None
        kinds = self.found.kinds
        return sum((not kinds.isdisjoint(_OWN), not kinds.isdisjoint(_OUTSIDERS), bool(self.found.sites))) <= 1

    def _asks_elsewhere(self) -> bool:
        """Another sentence says what is to be made, or names work: surely, or with the place where it is done."""
        sentence = self.found.scope.sentence
        if "making" in self.found.kinds and self._named >= _PERHAPS:
            return True
        elsewhere = [hit for hit in self.found.hits if sentence[hit.start] not in self.aside]
        besides = [work.score for work in self.works if sentence[work.first] not in self.aside]
        if max(besides, default=0.0) >= _PERHAPS and sum(hit.cue in _PLACED for hit in elsewhere) > 1:
            return True
        placed = {sentence[site.first] for site in self.found.sites if site.role.points}
        return any(hit.cue in ("work", "ask") and sentence[hit.start] in placed for hit in elsewhere)

    def has_vacancy(self) -> bool | None:
        """A position is to be filled."""
        wants_firm = self._vendor >= STRONG or (self._vendor >= WEAK and self._named >= _NAMED)
        if "vacancy" not in self.found.kinds or self._shared or wants_firm:
            return None
        return not self._vendor

    def buys_goods(self) -> bool | None:
        """Things are wanted, and nobody is to make them or work on them."""
        kinds = self.found.kinds
        goods = ("goods" in kinds) * GOODS + ("goods_act" in kinds) * PURCHASE
        if goods < GOODS or goods <= self._vendor - 0.4 or self.own or self._shared:
            return None
        if "making" in kinds or self.wants_work_too:
            return None
        named = _PERHAPS if "work" in kinds else _NAMED
        if self._only_counts_things():
            return True
        if self._named >= named and "goods_act" not in kinds and self._is_work("goods"):
            return None
        if "goods_act" not in kinds and self._done_to("goods"):
            return None
        made_here = self.who.side is Ownership.INTERNAL or self._named >= _NAMED_SURELY
        if goods == GOODS and (made_here or self._vendor >= WEAK):
            return None
        return goods > GOODS and self._vendor < STRONG

    def _only_counts_things(self) -> bool:
        """Like "forty chairs": a number and the things, and not a word about work on them."""
        counted = {at for hit in self.found.hits if hit.cue == "goods" for at in range(hit.start, hit.end)}
        others = [word for at, word in enumerate(self.found.tokens.words) if at not in counted]
        return bool(others) and all(word.isdigit() or word in amount_words().starts for word in others)

    def greets(self) -> bool | None:
        """Like "good morning team": a few words, one of them a greeting, and nobody and nothing else."""
        found = self.found
        short = len(found.tokens) <= _A_GREETING and "greeting" in found.kinds and found.kinds <= _GREETED
        return True if short and self._named < _NAMED and not (found.sites or found.bars) else None

    def sells_company(self) -> bool | None:
        """A company is bought or sold; not where the sale is only what the work is for."""
        sale = min((hit.start for hit in self.hits if hit.cue == "acquisition"), default=None)
        if sale is None:
            return None
        if self._named >= _NAMED_SURELY and self.works[0].last < sale:
            return None
        names_only = all(witness.hit.cue in _NAMES_ONLY for witness in self.who.witnesses)
        return not self.who.witnesses if self.who.strongest < 3 or names_only else None

    def hires(self) -> bool | None:
        """One person is to be employed."""
        if "hiring" not in self.found.kinds or self.own or self._shared or self._vendor >= WEAK:
            return None
        return not self.who.witnesses

    def means_else(self) -> bool | None:
        """The word has another sense, as in "offshore wind"."""
        service = self._named >= _NAMED and not _SERVICES.isdisjoint(self.found.tokens.words)
        told = service or self.who.strongest >= WEAK
        return False if "other_sense" in self.found.kinds and not told else None

    def is_silent(self) -> bool | None:
        """Nothing in it is about work, who does it or where."""
        found, who = self.found, self.who
        if who.side is not None or who.strongest >= REPORTED or found.sites or found.bars:
            return None
        if not found.kinds.isdisjoint(_WORK) or (not self.hits and self._sizes_something()):
            return None
        if self._named >= _NAMED and all(hit.cue in _IDLE or self._is_work(hit.cue) for hit in self.hits):
            return None
        return bool(self.hits)

    def _sizes_something(self) -> bool:
        """True for "background checks for 300 starters" and "mowing for our villages": it says for whom."""
        words = self.found.tokens.words
        served = [words[at] for at in self.found.ends("site_for") if at < len(words)]
        # "40 chairs for our villages" begins with a number, which counts things.
        return any(word[0].isdigit() for word in served) or (bool(served) and not words[0][0].isdigit())
