"""Why a digest says first what it says: everything that was compared, and what each comparison came to."""

from collections.abc import Iterator

from bot.views.digest_content import Digest
from bot.views.digest_sentences import kind, percent
from rules.drift import ENOUGH, WEEKS, Headline, Measure, Test, Verdict

_BECAUSE = {
    Headline.DRIFT: "Drift comes first: at least one share lies outside its range.",
    Headline.WAIT: "What waits comes first: no share lies outside its range.",
    Headline.NOTHING: "Nothing needs anybody: no share lies outside its range, and nothing waits.",
}
_VERDICTS = {
    Verdict.DRIFT: "outside: drift",
    Verdict.WITHIN: "within: nothing is said",
    Verdict.BY_CHANCE: "outside, but no more than chance does with so many kinds of work: nothing is said",
}


def why_lines(digest: Digest) -> list[str]:
    """The rule, then a line for each share that was compared, as plain text."""
    rule = (
        f"A share is compared where this week has at least {ENOUGH} of what it is a share of, with the last {WEEKS} "
        f"weeks that had at least {ENOUGH}."
    )
    return [
        _BECAUSE[digest.headline],
        rule,
        *(_line(each, digest) for each in digest.tests),
    ]


def _line(test: Test, digest: Digest) -> str:
    return f"{_what(test, digest)}: {test.now.count:,} of {test.now.base:,}{'; '.join(['', *_compared(test)])}."


def _what(test: Test, digest: Digest) -> str:
    match test.measure:
        case Measure.OVERRIDES:
            return "Overridden, of what was decided"
        case Measure.TOO_EARLY:
            return "Too early, of what came in"
        case Measure.KIND:
            said = kind(test.kind, digest)
            return f"{said[:1].upper()}{said[1:]}, of what came in"


def _compared(test: Test) -> Iterator[str]:
    lowest, highest = test.lowest, test.highest
    if test.verdict is Verdict.TOO_FEW:
        yield f"fewer than {ENOUGH}: not compared"
    elif test.verdict is Verdict.TOO_FEW_WEEKS or lowest is None or highest is None:
        weeks = len(test.before)
        yield f"only {weeks} {'week' if weeks == 1 else 'weeks'} before had at least {ENOUGH}: not compared"
    else:
        now, low, high = percent(test.now, lowest, highest)
        before = ", ".join(f"{each.count:,} of {each.base:,}" for each in test.before)
        yield f"{now} %; the {len(test.before)} weeks before, the last one first: {before}"
        yield f"range {low} to {high} %"
        yield _VERDICTS[test.verdict]
