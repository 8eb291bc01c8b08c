"""What the id of a conversation in Slack says by itself."""


def is_direct(conversation: str) -> bool:
    """Whether it is a conversation of two, which nobody else can be invited to."""
    return conversation.startswith("D")
