"""Why a digest says first what it says: everything that was compared, and what each comparison came to."""

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
    return f"{_what(test, digest)}: {test.now.count:,} of {test.now.base:,}{_compared(test)}"


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
    now, low, high = percent(test.now, lowest, highest)
    before = ", ".join(f"{each.count:,} of {each.base:,}" for each in test.before)
    return f", {now} %. In the {len(test.before)} weeks compared {low} to {high} %: {before}. {_VERDICTS[test.verdict]}"
