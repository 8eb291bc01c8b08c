"""Messages and views as plain text, the way a person would read them aloud."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.playground.stand_in.fields import Field, Json, Values, fields_of
from bot.playground.stand_in.views import View
from bot.playground.stand_in.workspace import Message, Workspace

_MARKUP = re.compile(r"<([^<>]+)>")


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads what is on a screen to a person who knows the workspace's names."""

    workspace: Workspace

    def markup(self, text: str) -> str:
        """Text with Slack's markup made readable: names, links, dates, entities. `*bold*` stays as it is."""
        shown = _MARKUP.sub(self._meaning, text)
        return shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")

    def _meaning(self, match: re.Match[str]) -> str:
        target, _, label = match[1].partition("|")
        if target.startswith("@"):
            user = self.workspace.users.get(target[1:])
            return f"@{user.name}" if user else f"@{target[1:]}"
        if target.startswith("#"):
            channel = self.workspace.channels.get(target[1:])
            return f"#{channel.name}" if channel else "#private"
        if target.startswith("!date^"):
            return label
        if target.startswith("!"):
            return f"@{label or target[1:].partition('^')[0]}"
        return label or target

    def message(self, message: Message) -> str:
        """One message; its text stands for it only where it has no blocks."""
        user = self.workspace.users.get(message.user)
        lines = list(self.blocks(message.blocks, next(iter(message.values.values()), {})))
        if not message.blocks:
            lines = [self.markup(message.text)]
        lines += [str(attachment.get("text", "")) for attachment in message.attachments]
        marks = " (only you can see this)" if message.ephemeral_to else ""
        marks += " (in thread)" if message.thread_ts else ""
        return "\n".join([f"{user.name if user else 'slackbot'}{marks}:", *lines])

    def view(self, view: View) -> str:
        """A modal or App Home with what its fields hold and what is wrong with them."""
        lines = [f"[{view.title}]"] if view.title else []
        if view.trouble:
            lines.append(f"! {view.trouble}")
        lines += self.blocks(view.blocks, view.values, view.errors)
        buttons = [view.content[name]["text"] for name in ("close", "submit") if name in view.content]
        return "\n".join([*lines, *(f"[{label}]" for label in buttons)])

    def blocks(self, blocks: Sequence[Json], values: Values, errors: Mapping[str, str] | None = None) -> Iterator[str]:
        """Blocks, line by line."""
        for block in blocks:
            yield from self._block(block, values)
            for field in fields_of([block]):
                yield self._field(field, values)
            if errors and block["block_id"] in errors:
                yield f"! {errors[block['block_id']]}"

    def _block(self, block: Json, values: Values) -> Iterator[str]:
        match block:
            case {"type": "input", "label": label}:
                yield str(label["text"]) + (" (optional)" if block.get("optional") else "")
                if "hint" in block:
                    yield str(block["hint"]["text"])
            case {"type": "table" | "data_table", "rows": rows}:
                yield from (" | ".join(self._rich(cell) for cell in row) for row in rows)
            case {"type": "data_visualization", "title": title, "chart": chart}:
                yield f"{title}: {chart['type']} chart"
                yield from _figures(chart)
            case {"type": "context", "elements": elements}:
                yield " ".join(self._text(element) for element in elements)
            case {"type": "rich_text", "elements": elements}:
                yield from (self._rich(element) for element in elements)
            case {"type": "image"}:
                yield self._text(block)
            case {"type": "markdown", "text": text}:
                yield str(text)
            case {"type": "container", "child_blocks": children}:
                yield self._text(block.get("title"))
                yield from (line for child in children for line in self._block(child, values))
            case _:
                parts = [block.get(name) for name in ("title", "subtitle", "text", "body", "subtext")]
                parts += block.get("fields", [])
                yield from (self._text(part) for part in parts if part)

    def _text(self, value: Any) -> str:
        if not isinstance(value, dict):
            return str(value or "")
        if value.get("type") == "image":
            return f"({value.get('alt_text', '')})"
        text = str(value.get("text", ""))
        return self.markup(text) if value.get("type") == "mrkdwn" else text

    def _rich(self, value: Json) -> str:
        match value:
            case {"type": "user", "user_id": target}:
                return self.markup(f"<@{target}>")
            case {"type": "channel", "channel_id": target}:
                return self.markup(f"<#{target}>")
            case {"type": "broadcast", "range": target}:
                return f"@{target}"
            case {"type": "emoji", "name": name}:
                return f":{name}:"
            case {"elements": elements}:
                return ("\n" if value["type"] in ("rich_text", "rich_text_list") else "").join(
                    map(self._rich, elements)
                )
            case _:
                return str(value.get("text") or value.get("url") or "")

    def _field(self, field: Field, values: Values) -> str:
        if field.holds is None:
            options = [option["text"]["text"] for option in field.element.get("options", ())]
            return f"[{' / '.join(options) or self._text(field.element.get('text'))}]"
        held = values.get(field.key) or field.first_value(None)
        chosen = held[field.holds]
        if field.kind in ("radio_buttons", "checkboxes"):
            picked = {option["value"] for option in (chosen if isinstance(chosen, list) else [chosen]) if option}
            return "\n".join(
                f"({'x' if option['value'] in picked else ' '}) {self._text(option['text'])}"
                for option in field.element["options"]
            )
        words = [self._named(field.kind, each) for each in (chosen if isinstance(chosen, list) else [chosen]) if each]
        return f"> {', '.join(words) or self._text(field.element.get('placeholder'))}"

    def _named(self, kind: str, value: Any) -> str:
        if isinstance(value, dict):
            return self._text(value["text"]) if "text" in value else self._rich(value)
        if kind.endswith("users_select"):
            return self.markup(f"<@{value}>")
        if kind.endswith(("conversations_select", "channels_select")):
            return self.markup(f"<#{value}>")
        if kind == "datetimepicker":
            return datetime.fromtimestamp(value, UTC).isoformat()
        return str(value)


def _figures(chart: Json) -> Iterator[str]:
    """What can be read off a chart, line by line."""
    if chart["type"] == "pie":
        yield from (f"{each['label']}: {each['value']:g}" for each in chart["segments"])
        return
    for category in chart["axis_config"]["categories"]:
        values = (
            f"{each['name']} {point['value']:g}"
            for each in chart["series"]
            for point in each["data"]
            if point["label"] == category
        )
        yield f"{category}: {', '.join(values)}"
