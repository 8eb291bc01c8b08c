"""Why a digest says first what it says: everything that was compared, and what each comparison came to."""

from collections.abc import Iterator, Sequence

from bot.views import sentences
from bot.views.digest_content import Digest
from bot.views.digest_sentences import percent
from bot.views.digest_words import kind
from rules.drift import ENOUGH, LOOKED_BACK, WEEKS, Headline, Measure, Test, Verdict

_BECAUSE = {
    Headline.DRIFT: "Drift comes first: at least one share lies outside its range.",
    Headline.WAIT: "What waits comes first: no share lies outside its range.",
    Headline.NOTHING: "Nothing needs anybody: no share lies outside its range, and nothing waits.",
}
_VERDICTS = {
    Verdict.DRIFT: "Outside: drift.",
    Verdict.WITHIN: "Within: nothing is said of it.",
    Verdict.BY_CHANCE: "Outside, as one of so many kinds of work can be by chance: nothing is said of it.",
}

_OF_KINDS = {
    Verdict.WITHIN: "Kinds of work within their ranges",
    Verdict.BY_CHANCE: "Kinds of work outside, as some of so many can be by chance",
}


def why_lines(digest: Digest) -> list[str]:
    """The rule, then what was compared, as plain text: kinds of work of which there is little to say share a line."""
    rule = (
        f"A share is compared where this week has at least {ENOUGH} of what it is a share of, with the last {WEEKS} "
        f"weeks that had at least {ENOUGH}."
    )
    kinds = [each for each in digest.tests if each.measure is Measure.KIND and each.verdict is not Verdict.DRIFT]
    alone = [each for each in digest.tests if each not in kinds]
    return [_BECAUSE[digest.headline], rule, *(_line(each, digest) for each in alone), *_together(kinds, digest)]


def _together(tests: Sequence[Test], digest: Digest) -> Iterator[str]:
    """The kinds of work that came to the same, in a line."""
    for verdict in dict.fromkeys(each.verdict for each in tests):
        those = [each for each in tests if each.verdict is verdict]
        if len(those) == 1:
            yield _line(those[0], digest)
        elif verdict in _OF_KINDS:
            named = [each for each in those if each.now.count or verdict is not Verdict.WITHIN]
            said = [f"{kind(each.kind, digest)} {_now(each)} ({_range(each)})" for each in named]
            others = len(those) - len(named)
            none = [f"{sentences.count(others, 'kind')} of which none came in"] if others else []
            yield f"{_OF_KINDS[verdict]}, of what came in: {'; '.join([*said, *none])}. Nothing is said of them."
        else:
            yield f"{len(those)} kinds of work, of {those[0].now.base:,} that came in{_compared(those[0])}"


def _line(test: Test, digest: Digest) -> str:
    return f"{_what(test, digest)}: {_now(test)}{_compared(test)}"


def _now(test: Test) -> str:
    return f"{test.now.count:,} of {test.now.base:,}"


def _what(test: Test, digest: Digest) -> str:
    match test.measure:
        case Measure.OVERRIDES:
            return "Overridden, of what was decided"
        case Measure.TOO_EARLY:
            return "Too early, of what came in"
        case Measure.KIND:
            said = kind(test.kind, digest)
            return f"{said[:1].upper()}{said[1:]}, of what came in"


def _compared(test: Test) -> str:
    lowest, highest = test.lowest, test.highest
    if test.verdict is Verdict.TOO_FEW:
        return f". Not compared: fewer than {ENOUGH}."
    if test.verdict is Verdict.TOO_FEW_WEEKS or lowest is None or highest is None:
        weeks = sentences.count(len(test.before), "week")
        return f". Not compared: only {weeks} of the last {LOOKED_BACK} had at least {ENOUGH}."
    now, *_ = percent(test.now, lowest, highest)
    before = ", ".join(f"{each.count:,} of {each.base:,}" for each in test.before)
    weeks = f"In the {len(test.before)} weeks compared {_range(test)}"
    return f", {now} %. {weeks}: {before}. {_VERDICTS[test.verdict]}"


def _range(test: Test) -> str:
    _, low, high = percent(test.now, test.lowest or test.now, test.highest or test.now)
    return f"{low} %" if low == high else f"{low} to {high} %"
