"""The Web API methods that the stand-in knows, by name."""

from bot.playground.stand_in.calls import Method
from bot.playground.stand_in.methods import chat, conversations, files, people, views

METHODS: dict[str, Method] = {
    **chat.METHODS,
    **conversations.METHODS,
    **files.METHODS,
    **people.METHODS,
    **views.METHODS,
}
