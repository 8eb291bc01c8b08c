"""`auth.test`, `users.*`, `usergroups.users.list`."""

from bot.playground.stand_in.calls import Arguments, Method, Slack, SlackError
from bot.playground.stand_in.fields import Json
from bot.playground.stand_in.workspace import User


def auth_test(slack: Slack, _arguments: Arguments) -> Json:
    """Who the token belongs to."""
    team = slack.workspace.team
    answer: Json = {
        "url": f"https://{team.domain}.slack.com/",
        "team": team.name,
        "user": slack.bot.name,
        "team_id": team.enterprise_id if slack.app.org_wide else team.id,
        "user_id": slack.bot.id,
        "bot_id": slack.app.bot_id,
        "is_enterprise_install": slack.app.org_wide,
    }
    if team.enterprise_id is not None:
        answer["enterprise_id"] = team.enterprise_id
    return answer


def user_payload(slack: Slack, user: User) -> Json:
    """A person as API responses carry them: less of somebody from elsewhere, and of somebody deactivated."""
    workspace = slack.workspace
    team = workspace.team_of(user.id)
    called = user.name if user.display_name is None else user.display_name
    payload: Json = {
        "id": user.id,
        "team_id": team.id,
        "name": user.name,
        "real_name": user.real_name,
        "deleted": user.deleted,
        "profile": {"real_name": user.real_name, "display_name": called},
        "is_bot": user.is_bot,
        "is_app_user": False,
    }
    if team.enterprise_id is not None:
        payload["enterprise_user"] = {
            "id": user.id,
            "enterprise_id": team.enterprise_id,
            "enterprise_name": team.name,
            "is_admin": False,
            "is_owner": False,
            "teams": [team.id],
        }
    if not workspace.is_of_the_company(team):
        met = any(user.id in each.members and slack.bot.id in each.members for each in workspace.channels.values())
        return payload | {"is_stranger": not met}
    if user.deleted:
        return payload
    return payload | {
        "tz": user.tz,
        "tz_label": user.tz,
        "tz_offset": user.offset(slack.clock.now()),
        "is_admin": user.is_admin,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": user.guest is not None,
        "is_ultra_restricted": user.guest == "single_channel",
    }


def info(slack: Slack, arguments: Arguments) -> Json:
    """One person."""
    user = slack.workspace.users.get(arguments.required("user"))
    if user is None:
        raise SlackError("user_not_found")
    return {"user": user_payload(slack, user)}


def list_users(slack: Slack, _arguments: Arguments) -> Json:
    """Everybody, on one page."""
    everybody = [user_payload(slack, user) for user in slack.workspace.users.values()]
    return {"members": everybody, "response_metadata": {"next_cursor": ""}}


def group_members(slack: Slack, arguments: Arguments) -> Json:
    """Who is in a user group."""
    group = slack.workspace.groups.get(arguments.required("usergroup"))
    if group is None:
        raise SlackError("no_such_subteam")
    return {"users": group}


METHODS = {
    "auth.test": Method(auth_test, "special"),
    "users.info": Method(info, 4, "users:read"),
    "users.list": Method(list_users, 2, "users:read"),
    "usergroups.users.list": Method(group_members, 2, "usergroups:read"),
}
