"""The Web API methods that the stand-in knows, by name."""

from bot.playground.calls import Method
from bot.playground.methods import chat, conversations, files, people, views

METHODS: dict[str, Method] = {
    **chat.METHODS,
    **conversations.METHODS,
    **files.METHODS,
    **people.METHODS,
    **views.METHODS,
}
