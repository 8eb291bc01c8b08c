"""What the id of a conversation in Slack says by itself."""


def is_direct(conversation: str) -> bool:
    """Whether it is a conversation of two, which nobody else can be invited to."""
    return conversation.startswith("D")


def can_be_public(conversation: str) -> bool:
    """Whether it may be a public channel; one with a person, or a group's (`G…`), never is."""
    return conversation.startswith("C")
