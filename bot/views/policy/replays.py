"""What a replay came to, in sentences for people; the terminal and Slack show the same."""

from bot.views import sentences
from rules.comparing.replay import Replay, Replayed
from rules.decision_status import standing_in_words
from rules.judging import Named
from rules.policy import Policy
from rules.recommend import Standing

_MOST_MOVES = 4


def summary(replay: Replay, policy: Policy) -> str:
    """What would change, and what was left out; `policy` is the new one."""
    return " ".join([_changes(replay, policy), *_left_out(replay)])


def winner(found: Named, policy: Policy) -> str:
    """The model that wins as the policy names it, that it is too early to name one, or none of them."""
    if found is Standing.TOO_EARLY:
        return "Too early"
    return sentences.label(found, policy) if found else "None of the seven"


def in_short(found: Named, standing: str, policy: Policy) -> str:
    """Who wins and how firmly: `Hybrid, close call`; where it is too early, nothing else is said."""
    said = winner(found, policy)
    return said if found is Standing.TOO_EARLY else f"{said}, {standing_in_words(standing)}"


def winner_move(before: Named, after: Named, policy: Policy) -> str:
    """Who won and who would win: `In-house → Hybrid`."""
    return f"{winner(before, policy)} → {winner(after, policy)}"


def unknown_answers(each: Replayed) -> str:
    """The answers that the new policy does not know: `scale: 500_plus`."""
    return ", ".join(f"{factor}: {option}" for factor, option in each.unknown.items())


def _changes(replay: Replay, policy: Policy) -> str:
    judged = sentences.count(replay.decisions, "decision")
    if not replay.decisions:
        return "There is no decision to judge anew."
    if not replay.changed:
        return f"Version {policy.version} changes no recommendation among {judged} on the record."
    moves = [
        f"{number:,} from {_in_text(before, policy)} to {_in_text(after, policy)}"
        for (before, after), number in replay.moves.items()
    ]
    if len(moves) > _MOST_MOVES:
        rest = sum(list(replay.moves.values())[_MOST_MOVES:])
        moves = [*moves[:_MOST_MOVES], f"{rest:,} others"]
    return (
        f"Version {policy.version} changes {len(replay.changed):,} of {judged} on the record "
        f"({share(len(replay.changed), replay.decisions)}): {', '.join(moves)}."
    )


def _in_text(found: Named, policy: Policy) -> str:
    return sentences.in_running_text(winner(found, policy))


def _left_out(replay: Replay) -> list[str]:
    told = []
    if number := len(replay.unknown):
        have = "has an answer" if number == 1 else "have answers"
        told.append(f"{number:,} of them {have} that this version does not know; the other answers were used.")
    if replay.replaced:
        told.append(f"Left out: {sentences.count(replay.replaced, 'decision')} that a later one replaced.")
    if replay.erased:
        told.append(f"Left out: {sentences.count(replay.erased, 'decision')} whose answers were erased.")
    return told


def share(part: int, whole: int) -> str:
    """`3 %`, `0.2 %`, `fewer than 0.1 %`."""
    percent = 100 * part / whole
    if 0 < percent < 0.1:
        return "fewer than 0.1 %"
    return f"{percent:.1f} %" if 0 < percent < 1 else f"{percent:.0f} %"
