"""The payloads that Slack sends, complete, because Bolt reads more of them than an app does.

Source: docs.slack.dev/reference/interaction-payloads, /apis/events-api.
"""

from dataclasses import dataclass

from bot.playground.stand_in.fields import Field, Json, as_state
from bot.playground.stand_in.server import SlackStandIn
from bot.playground.stand_in.tickets import ResponseUrl
from bot.playground.stand_in.views import View
from bot.playground.stand_in.workspace import Channel, Message, Team, User

_TOKEN = "deprecated-verification-token"  # noqa: S105 - every payload has this field, and nothing reads it


@dataclass(frozen=True, slots=True)
class Payloads:
    """What Slack sends when this person does something."""

    server: SlackStandIn
    user: User

    def _base(self) -> Json:
        team = self.server.workspace.team
        return {
            "token": _TOKEN,
            "team": {"id": team.id, "domain": team.domain, **_organisation(team)},
            "enterprise": {"id": team.enterprise_id, "name": team.name} if team.enterprise_id else None,
            "is_enterprise_install": False,
            "api_app_id": self.server.app.id,
            "user": {
                "id": self.user.id,
                "username": self.user.name,
                "name": self.user.name,
                "team_id": self.server.workspace.team_of(self.user.id).id,
            },
        }

    def _trigger(self, channel: Channel | None) -> Json:
        return {"trigger_id": self.server.triggers.issue(self.user.id, channel.id if channel else None)}

    def response_url(self, channel: Channel, original: Message | None) -> tuple[str, ResponseUrl]:
        """A fresh `response_url`, and what stands behind it."""
        path = self.server.response_urls.issue(self.user.id, channel, original)
        url = self.server.response_urls.find(path)
        if url is None:
            raise LookupError(path)
        return self.server.url + path, url

    def _now(self) -> str:
        return f"{self.server.clock.now():.6f}"

    def command(self, name: str, text: str, channel: Channel) -> tuple[Json, ResponseUrl]:
        """A slash command, with the `response_url` to answer it at."""
        address, url = self.response_url(channel, None)
        team = self.server.workspace.team
        return {
            "token": _TOKEN,
            "team_id": team.id,
            "team_domain": team.domain,
            **_organisation(team),
            "channel_id": channel.id,
            "channel_name": _channel_name(channel),
            "user_id": self.user.id,
            "user_name": self.user.name,
            "command": name,
            "text": text,
            "api_app_id": self.server.app.id,
            "is_enterprise_install": "false",
            "response_url": address,
            **self._trigger(channel),
        }, url

    def global_shortcut(self, callback_id: str, channel: Channel | None) -> Json:
        """A shortcut from the search bar or the composer."""
        extra = {"type": "shortcut", "callback_id": callback_id, "action_ts": self._now()}
        return self._base() | extra | self._trigger(channel)

    def message_shortcut(self, callback_id: str, message: Message) -> Json:
        """A shortcut from a message's menu."""
        channel = message.channel
        return (
            self._base()
            | self._trigger(channel)
            | {
                "type": "message_action",
                "callback_id": callback_id,
                "action_ts": self._now(),
                "response_url": self.response_url(channel, None)[0],
                "message_ts": message.ts,
                "channel": {"id": channel.id, "name": _channel_name(channel)},
                "message": self.server.slack.message_payload(message),
            }
        )

    def block_action(self, where: Message | View, field: Field, chosen: Json, looking_at: Channel | None) -> Json:
        """A click or a choice; `chosen` is what the element holds afterwards."""
        block_id, action_id = field.key
        action: Json = {
            **{name: field.element[name] for name in ("text", "value", "style", "url") if name in field.element},
            **chosen,
            "type": field.kind,
            "block_id": block_id,
            "action_id": action_id,
            "action_ts": self._now(),
        }
        payload = self._base() | {"type": "block_actions", "actions": [action]}
        if isinstance(where, View):
            channel = self.server.workspace.channels.get(where.opened_in or "")
            view = self.server.slack.view_payload(where)
            return (
                payload
                | self._trigger(channel or looking_at)
                | {"container": {"type": "view", "view_id": where.id}, "view": view}
            )
        return payload | self._trigger(where.channel) | self._in_message(where)

    def _in_message(self, message: Message) -> Json:
        channel = message.channel
        container: Json = {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": channel.id,
            "is_ephemeral": message.ephemeral_to is not None,
        }
        if message.thread_ts is not None:
            container["thread_ts"] = message.thread_ts
        payload: Json = {
            "container": container,
            "channel": {"id": channel.id, "name": _channel_name(channel)},
            "state": as_state(message.values_for(self.user.id)),
            "response_url": self.response_url(channel, message)[0],
        }
        if message.ephemeral_to is None:
            payload["message"] = self.server.slack.message_payload(message)
        return payload

    def submission(self, view: View, answer_in: list[tuple[Field, Channel]]) -> Json:
        """A modal was submitted; `answer_in` are the choices whose select has `response_url_enabled`."""
        urls = [
            {
                "block_id": field.key[0],
                "action_id": field.key[1],
                "channel_id": channel.id,
                "response_url": self.response_url(channel, None)[0],
            }
            for field, channel in answer_in
        ]
        payload = {
            "type": "view_submission",
            "view": self.server.slack.view_payload(view),
            "response_urls": urls,
        }
        return self._base() | self._trigger(self.server.workspace.channels.get(view.opened_in or "")) | payload

    def closed(self, view: View, *, is_cleared: bool) -> Json:
        """A modal was closed."""
        payload = {
            "type": "view_closed",
            "view": self.server.slack.view_payload(view),
            "is_cleared": is_cleared,
        }
        return self._base() | payload

    def suggestion(self, where: Message | View, field: Field, query: str) -> Json:
        """Something was typed into a select whose options the app gives."""
        block_id, action_id = field.key
        payload = {"type": "block_suggestion", "block_id": block_id, "action_id": action_id, "value": query}
        if isinstance(where, View):
            place: Json = {
                "container": {"type": "view", "view_id": where.id},
                "view": self.server.slack.view_payload(where),
            }
        else:
            place = self._in_message(where)
            del place["response_url"], place["state"]
        return self._base() | payload | place

    def event(self, event: Json) -> Json:
        """An event, wrapped as the Events API does."""
        team = self.server.workspace.team
        now = self.server.clock.now()
        return {
            "token": _TOKEN,
            "team_id": team.id,
            **({"enterprise_id": team.enterprise_id} if team.enterprise_id else {}),
            "context_team_id": team.id,
            "context_enterprise_id": None,
            "api_app_id": self.server.app.id,
            "event": {"event_ts": f"{now:.6f}", **event},
            "type": "event_callback",
            "event_id": self.server.workspace.fresh_id("Ev"),
            "event_time": int(now),
            "authorizations": [
                {
                    "enterprise_id": team.enterprise_id,
                    "team_id": team.id,
                    "user_id": self.server.bot.id,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": False,
            "event_context": "4-stand-in",
        }


def _organisation(team: Team) -> Json:
    return {"enterprise_id": team.enterprise_id, "enterprise_name": team.name} if team.enterprise_id else {}


def _channel_name(channel: Channel) -> str:
    return {"im": "directmessage", "mpim": "mpdm", "private": "privategroup"}.get(channel.kind, channel.name)
