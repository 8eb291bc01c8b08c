"""What can be wrong with what somebody wants to decide, beside what the log says."""

from bot.store.errors import NotYoursError
from bot.views.markup import Mrkdwn


class RefusedError(NotYoursError):
    """They may not decide that; `sentence` says who may, to them."""

    def __init__(self, sentence: Mrkdwn) -> None:
        super().__init__(sentence.source)
        self.sentence = sentence
