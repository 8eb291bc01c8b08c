"""Somebody at a keyboard in the workspace, doing what people do in Slack."""

from collections.abc import Mapping

from bot.playground.stand_in.answers import answer_command, answer_submission
from bot.playground.stand_in.choosing import Choice, NotOnScreenError, chosen, complaints
from bot.playground.stand_in.composer import Composer
from bot.playground.stand_in.deliveries import Exchange
from bot.playground.stand_in.desktop import Desktop
from bot.playground.stand_in.fields import TYPED, Field, Json, Key, as_state, fields_of
from bot.playground.stand_in.journal import PATIENCE
from bot.playground.stand_in.payloads import Payloads
from bot.playground.stand_in.server import SlackStandIn
from bot.playground.stand_in.views import View
from bot.playground.stand_in.workspace import Channel, Guest, Message, Team

_FAILED = "That did not work: the app did not answer properly."


class Person:
    """One person; who joins under the same name twice is one person with two windows."""

    def __init__(
        self,
        server: SlackStandIn,
        name: str,
        *,
        real_name: str = "",
        tz: str = "Europe/London",
        is_admin: bool = False,
        team: Team | None = None,
        guest: Guest | None = None,
    ) -> None:
        """Join the workspace, if not there already, and sit down; with a team, as somebody from elsewhere."""
        users = server.workspace.users.values()
        known = next((each for each in users if each.name == name), None)
        self.user = known or server.workspace.add_user(
            name, real_name=real_name, tz=tz, is_admin=is_admin, team=team, guest=guest
        )
        self.desktop = Desktop(server, self.user)
        self.asked: list[str] = []
        """Confirmation dialogues seen, as `title: text`."""
        self._server = server
        self._payloads = Payloads(server, self.user)
        self._composer = Composer(server, self.user, self._payloads)

    @property
    def id(self) -> str:
        """The user id."""
        return self.user.id

    # Reading

    @property
    def modal(self) -> View | None:
        """The topmost open modal."""
        return self.desktop.modal

    @property
    def title(self) -> str:
        """The title of the open modal; empty where none is open."""
        return self.modal.title if self.modal else ""

    @property
    def home(self) -> View | None:
        """The App Home that the app published for this person."""
        return self.desktop.home

    @property
    def errors(self) -> dict[str, str]:
        """What is wrong with fields of the open modal, by `block_id`."""
        return dict(self.modal.errors) if self.modal else {}

    @property
    def values(self) -> Json:
        """`state.values` of the open modal."""
        state = as_state(self.modal.values) if self.modal else {"values": {}}
        return dict(state["values"])

    def messages(self, channel: Channel | None = None) -> list[Message]:
        """What this person sees in a channel (the one in front of them), oldest first, ephemeral ones included."""
        return self.desktop.messages(channel)

    def ephemerals(self, channel: Channel | None = None) -> list[Message]:
        """What only this person sees in a channel."""
        return [message for message in self.messages(channel) if message.ephemeral_to]

    def sees(self) -> str:
        """All that is on the screen, as text."""
        return self.desktop.text()

    async def waits_for(self, text: str, within: float = PATIENCE) -> None:
        """Look at the screen until it shows the text.

        Raises `AssertionError` with the screen after so many seconds.
        """
        try:
            await self._server.until(lambda: text in self.sees(), within)
        except TimeoutError:
            raise AssertionError(f"{self.user.name} does not see {text!r} but:\n{self.sees()}") from None

    # Going places and saying things

    def looks_at(self, channel: Channel) -> None:
        """Open a channel."""
        self.desktop.channel, self.desktop.at_home = channel, False

    async def open_home(self) -> Exchange | None:
        """Open the app's Home."""
        self.desktop.at_home = True
        if "app_home_opened" not in self._server.app.events:
            return None
        direct = self._server.workspace.direct({self.id, self._server.bot.id})
        event: Json = {"type": "app_home_opened", "user": self.id, "channel": direct.id, "tab": "home"}
        if self.home is not None:
            event["view"] = self._server.slack.view_payload(self.home)
        return await self._server.deliver("events_api", self._payloads.event(event))

    async def say(self, channel: Channel, text: str, *, thread: Message | None = None) -> Message:
        """Write a message; the app hears of it as far as it subscribed and is in the channel."""
        self.looks_at(channel)
        return await self._composer.post(channel, text, thread=thread)

    async def upload(self, channel: Channel, files: Mapping[str, bytes], text: str = "") -> Message:
        """Share files, by their names, in one message; the app hears of it as of any other."""
        self.looks_at(channel)
        return await self._composer.post(channel, text, files=files)

    async def command(self, line: str, channel: Channel | None = None) -> Exchange | None:
        """Type a slash command; `None` where the app has no such command."""
        if channel is not None:
            self.looks_at(channel)
        place = self.desktop.channel
        if place is None:
            raise NotOnScreenError("a command is typed in a channel")
        self._must_see(place)
        name, _, text = line.partition(" ")
        # Nobody from elsewhere can call an app that is installed here: Slack does not know the command of theirs.
        known = self._server.app.command(name) if self._is_of_the_company else None
        if known is None:
            sentence = f"{name} is not a valid command."
            self._server.workspace.post(place, "USLACKBOT", sentence, ephemeral_to=self.id)
            return None
        written = self._composer.marked_up(text) if known.should_escape else text
        payload, url = self._payloads.command(name, written.strip(), place)
        exchange = await self._server.deliver("slash_commands", payload)
        answer_command(self._server.slack, url, name, exchange.acknowledgement)
        return exchange

    def invite(self, name: str, channel: Channel) -> None:
        """Add somebody, or the app's bot, to a channel, as Slack's own `/invite @name` does."""
        bare = name.removeprefix("@").lower()
        for user in self._server.workspace.users.values():
            if bare in (user.name.lower(), user.id):
                channel.members.add(user.id)
                self._server.workspace.post(channel, "USLACKBOT", f"<@{user.id}> was added by <@{self.id}>.")
                return
        raise NotOnScreenError(f"nobody here is called {name!r}")

    async def message_shortcut(self, callback_id: str, message: Message) -> Exchange:
        """Choose a shortcut from a message's menu."""
        self._must_be_registered(callback_id, self._server.app.message_shortcuts)
        return await self._interact(self._payloads.message_shortcut(callback_id, message))

    async def global_shortcut(self, callback_id: str) -> Exchange:
        """Choose a shortcut from the search bar or the composer."""
        self._must_be_registered(callback_id, self._server.app.global_shortcuts)
        return await self._interact(self._payloads.global_shortcut(callback_id, self.desktop.channel))

    # Using what is on the screen

    async def click(
        self, name: str | Key, where: Message | View | None = None, *, confirm: bool = True
    ) -> Exchange | None:
        """Click a button, or the text of a radio button, checkbox or overflow option.

        `confirm` answers the dialogue, if there is one. Returns nothing where the app does not hear of it.
        """
        surface, field = self.desktop.find(name, where)
        if field.kind not in ("button", "workflow_button", "icon_button"):
            return await self._choose(surface, field, str(name), confirm=confirm)
        return await self._act(surface, field, {}) if self._confirmed(field, confirm=confirm) else None

    async def choose(
        self, name: str | Key, choice: Choice, where: Message | View | None = None, *, confirm: bool = True
    ) -> Exchange | None:
        """Choose in a select, radio buttons, checkboxes, an overflow menu or a date or time picker.

        Where several can be chosen, a string adds or removes one; a list sets them. `None` empties the field.
        """
        surface, field = self.desktop.find(name, where)
        return await self._choose(surface, field, choice, confirm=confirm)

    async def fill(
        self, name: str | Key, text: str, where: Message | View | None = None, *, press_enter: bool = False
    ) -> Exchange | None:
        """Type into an input, in place of what was there."""
        surface, field = self.desktop.find(name, where)
        if field.kind not in TYPED:
            raise NotOnScreenError(f"nobody can type into a {field.kind}")
        value: str | Json | None = text or None
        if field.kind == "rich_text_input" and text:
            line = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
            value = {"type": "rich_text", "elements": [line]}
        held = {"type": field.kind, str(field.holds): value}
        surface.values_for(self.id)[field.key] = held
        moments = field.element.get("dispatch_action_config", {}).get("trigger_actions_on", ["on_enter_pressed"])
        now = "on_character_entered" in moments or (press_enter and "on_enter_pressed" in moments)
        return await self._act(surface, field, held) if field.dispatches and now else None

    async def submit(self) -> Exchange | None:
        """Press the open modal's submit button; nothing is sent while Slack itself sees something wrong."""
        view = self._open_modal()
        if "submit" not in view.content:
            raise NotOnScreenError(f"{view.title!r} has no submit button")
        view.trouble, view.errors = None, complaints(view.blocks, view.values)
        if view.errors:
            return None
        exchange = await self._server.deliver("interactive", self._payloads.submission(view, self._answer_in(view)))
        answer_submission(self._server.slack, view, exchange.acknowledgement)
        return exchange

    async def close(self) -> Exchange | None:
        """Close the whole modal with its ×."""
        root = self._server.workspace.stacks[self._open_modal().user_id][0]
        self._server.workspace.stacks[self.id] = []
        return await self._closed(root, is_cleared=True)

    async def cancel(self) -> Exchange | None:
        """Press the open view's close button, which leads back to the view below, if there is one."""
        view = self._open_modal()
        if view.content.get("clear_on_close"):
            return await self.close()
        self._server.workspace.stacks[self.id].remove(view)
        return await self._closed(view, is_cleared=False)

    # How it is done

    def _open_modal(self) -> View:
        if self.modal is None:
            raise NotOnScreenError(f"no modal is open on this screen:\n{self.sees()}")
        return self.modal

    @property
    def _is_of_the_company(self) -> bool:
        workspace = self._server.workspace
        return workspace.is_of_the_company(workspace.team_of(self.id))

    def _must_see(self, channel: Channel) -> None:
        if self.user.is_confined and self.id not in channel.members:
            raise NotOnScreenError(f"{self.user.name} is not in {channel.name}")

    def _must_be_registered(self, callback_id: str, known: frozenset[str] | None) -> None:
        if not self._is_of_the_company or (known is not None and callback_id not in known):
            raise NotOnScreenError(f"no shortcut {callback_id!r} in the app's manifest")

    async def _interact(self, payload: Json) -> Exchange:
        exchange = await self._server.deliver("interactive", payload)
        if exchange.acknowledgement.error is not None:
            self._server.workspace.notices.setdefault(self.id, []).append(_FAILED)
        return exchange

    async def _choose(self, surface: Message | View, field: Field, choice: Choice, *, confirm: bool) -> Exchange | None:
        values = surface.values_for(self.id)
        options = await self._suggestions(surface, field, choice) if "external" in field.kind else []
        held = chosen(self._server.workspace, field, choice, values.get(field.key), self.id, options)
        if not self._confirmed(field, confirm=confirm):
            return None
        if field.holds is not None:
            values[field.key] = held
        return await self._act(surface, field, held) if field.dispatches else None

    async def _suggestions(self, surface: Message | View, field: Field, choice: Choice) -> list[Json]:
        query = choice if isinstance(choice, str) else ""
        exchange = await self._server.deliver("interactive", self._payloads.suggestion(surface, field, query))
        body = exchange.acknowledgement.body
        if not isinstance(body, dict):
            return []
        grouped = [option for group in body.get("option_groups", ()) for option in group["options"]]
        return [*body.get("options", ()), *grouped]

    async def _act(self, surface: Message | View, field: Field, held: Json) -> Exchange:
        return await self._interact(self._payloads.block_action(surface, field, held, self.desktop.channel))

    def _confirmed(self, field: Field, *, confirm: bool) -> bool:
        dialogue = field.element.get("confirm")
        if dialogue is None:
            return True
        self.asked.append(f"{dialogue['title']['text']}: {dialogue['text']['text']}")
        return confirm

    def _answer_in(self, view: View) -> list[tuple[Field, Channel]]:
        found = []
        for field in fields_of(view.blocks):
            if field.place == "input" and field.element.get("response_url_enabled"):
                channel = self._server.workspace.channels.get(view.values[field.key][str(field.holds)] or "")
                if channel is not None:
                    found.append((field, channel))
        return found

    async def _closed(self, view: View, *, is_cleared: bool) -> Exchange | None:
        if not view.content.get("notify_on_close"):
            return None
        return await self._interact(self._payloads.closed(view, is_cleared=is_cleared))
