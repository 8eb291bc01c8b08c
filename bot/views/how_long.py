"""How long a questionnaire is, in words: as many as are likely, and never more exact than that is known."""

from bot.views.sentences import in_words, number_in_words

_IN_A_MINUTE = 3
"""Questions that somebody answers who knows the work, and reads why each is asked."""
_MANY = 10


def at_the_start(questions: int) -> str:
    """`About six questions, two minutes.`"""
    if questions == 0:
        return "No more has to be known; answers can make it firmer."
    if questions == 1:
        return "Probably one question, less than a minute."
    minutes = in_words(-(-questions // _IN_A_MINUTE), "minute")
    if questions > _MANY:
        return f"More than {number_in_words(_MANY)} questions, about {minutes}."
    return f"About {in_words(questions, 'question')}, {minutes}."


def from_here(questions: int) -> str:
    """`About three more questions.`"""
    if questions == 0:
        return "No more has to be known; answers can make it firmer."
    if questions == 1:
        return "Probably one more question."
    if questions > _MANY:
        return f"More than {number_in_words(_MANY)} more questions."
    return f"About {number_in_words(questions)} more questions."
