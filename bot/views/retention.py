"""What is told of erasing what the policy says is not to be kept any longer."""

from collections.abc import Sequence

from bot.views import blocks
from bot.views.blocks import Message
from bot.views.markup import lines, mrkdwn
from bot.views.sentences import count

_MOST_NUMBERS = 20


def would_erase(in_words: str, numbers: Sequence[int]) -> Message:
    """The night after the policy has changed what is erased: what would be, and that nothing was."""
    named = ", ".join(map(str, numbers[:_MOST_NUMBERS])) + (" and more" if len(numbers) > _MOST_NUMBERS else "")
    due = f"{count(len(numbers), 'decision')} ({named})" if numbers else "no decision yet"
    said = lines(
        [
            mrkdwn("*The policy now says: {in_words}.*", in_words=in_words),
            mrkdwn("Nothing is erased tonight. From tomorrow night on it is; at this moment that is {due}.", due=due),
            mrkdwn(
                "`sourcing erase --due` lists them. To keep them, change `[retention]` in the policy before then. "
                "Backups keep what they hold until you delete them."
            ),
        ]
    )
    return blocks.message(mrkdwn("From tomorrow night on decisions are erased."), [blocks.section("retention", said)])
