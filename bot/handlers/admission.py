"""Who may do what: outsiders nothing, guests decide only where the settings say so, and cannot tell means no.

What a channel is told every week, its colleagues set up, whatever the settings let guests decide.
"""

from bot import ids
from bot.handlers.bot import Bot
from bot.slack.payloads import BlockActions, Payload, User, ViewSubmission
from bot.slack.people import Membership
from bot.views import messages

_DECIDING = (
    ids.ACCEPT,
    ids.OPEN_ACCEPT,
    ids.OPEN_OVERRIDE,
    ids.OPEN_QUESTION,
    ids.OPEN_REOPEN,
    ids.ACCEPT_BEFORE,
    ids.OPEN_OVERRIDE_BEFORE,
    ids.PUT_IN_FORCE,
)
"""How buttons begin that decide for the company. What somebody does with their own request decides nothing yet."""
_DECIDING_FORMS = frozenset({ids.OVERRIDE, ids.OVERRIDE_BEFORE, ids.ACCEPT_WHICH, ids.ASK, ids.REOPEN})
_SETTING_UP = (ids.DIGEST_CHANGE, ids.DIGEST_PREVIEW, ids.DIGEST_SEND_NOW, ids.DIGEST_LEAVE_OUT)
"""Buttons about a channel's weekly digest, whose form asks by itself. What stands in one is for all who read it."""

_REFUSALS = {
    Membership.GUEST: "Guests decide nothing here; ask a full member of this workspace to do it.",
    Membership.DEACTIVATED: "Slack says that this account is deactivated, so it decides nothing.",
    Membership.UNKNOWN: "Slack does not say just now who you are here, so nothing was decided. "
    "Please try again in a moment.",
}
_NOT_SET_UP_BY = {
    Membership.GUEST: "Guests do not set up the digest of a channel; ask a full member of this workspace to do it.",
    Membership.DEACTIVATED: "Slack says that this account is deactivated, so it sets up no digest.",
    Membership.UNKNOWN: "Slack does not say just now who you are here, so nothing was done. "
    "Please try again in a moment.",
}


class NotAdmittedError(Exception):
    """They may not do that; the text says why, to them."""


def has_to_be_known(bot: Bot, payload: Payload, user: User) -> bool:
    """Whether nothing is done until it is known who that is."""
    return (
        _decides(payload)
        or _sets_up(payload)
        or (user.team_id is not None and not bot.people.company.has(user.team_id))
    )


def admit(bot: Bot, payload: Payload, membership: Membership | None) -> None:
    """Raises NotAdmittedError where somebody who is that may not do this; None is somebody not asked about yet."""
    if membership is Membership.OUTSIDER:
        raise NotAdmittedError(messages.OUTSIDER.source)
    if _decides(payload) and not bot.people.may_decide(membership):
        raise NotAdmittedError(_REFUSALS[membership or Membership.UNKNOWN])
    if _sets_up(payload):
        admit_to_setting_up(membership)


def admit_to_setting_up(membership: Membership | None) -> None:
    """Raises NotAdmittedError where somebody who is that does not set up what a channel is told."""
    if membership is not Membership.COLLEAGUE:
        unknown = membership or Membership.UNKNOWN
        raise NotAdmittedError(_NOT_SET_UP_BY.get(unknown) or messages.OUTSIDER.source)


def admit_to_anothers(bot: Bot, membership: Membership) -> None:
    """Raises NotAdmittedError where somebody who is that may do nothing with a decision that another asked for."""
    if not bot.people.may_decide(membership):
        raise NotAdmittedError(_REFUSALS.get(membership) or messages.OUTSIDER.source)


def _decides(payload: Payload) -> bool:
    match payload:
        case BlockActions():
            return payload.actions[0].action_id.startswith(_DECIDING)
        case ViewSubmission():
            return payload.view.callback_id in _DECIDING_FORMS
        case _:
            return False


def _sets_up(payload: Payload) -> bool:
    return isinstance(payload, BlockActions) and payload.actions[0].action_id.startswith(_SETTING_UP)
