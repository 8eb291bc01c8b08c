"""Rich text: formatted text as a tree, where nothing is parsed and so nothing can be injected.

Source: docs.slack.dev/reference/block-kit/blocks/rich-text-block.
"""

from bot.playground.stand_in.limits.problem import anything, array, by_type, integer, one_of, string, typed

_STYLED = {"style": anything}

_INLINE = by_type(
    {
        "text": typed("text", {"text": string(40_000)}, _STYLED),
        "link": typed("link", {"url": string(3000)}, {"text": string(3000), "unsafe": anything, **_STYLED}),
        "emoji": typed("emoji", {"name": string(255)}, {"unicode": string(255), "skin_tone": integer(1, 6), **_STYLED}),
        "user": typed("user", {"user_id": string(255)}, _STYLED),
        "usergroup": typed("usergroup", {"usergroup_id": string(255)}, _STYLED),
        "channel": typed("channel", {"channel_id": string(255)}, _STYLED),
        "broadcast": typed("broadcast", {"range": one_of("here", "channel", "everyone")}, _STYLED),
        "color": typed("color", {"value": string(255)}, _STYLED),
        "date": typed(
            "date",
            {"timestamp": integer(0), "format": string(255)},
            {"url": string(3000), "fallback": string(3000), **_STYLED},
        ),
    },
    "rich text element",
)

_BORDER = {"border": integer(0, 1)}
_LINES = {"elements": array(_INLINE, 0, None)}
_SECTION = typed("rich_text_section", _LINES, {})

_PARAGRAPHS = by_type(
    {
        "rich_text_section": _SECTION,
        "rich_text_preformatted": typed("rich_text_preformatted", _LINES, {**_BORDER, "language": string(255)}),
        "rich_text_quote": typed("rich_text_quote", _LINES, _BORDER),
        "rich_text_list": typed(
            "rich_text_list",
            {"style": one_of("bullet", "ordered"), "elements": array(_SECTION, 1, None)},
            {**_BORDER, "indent": integer(0, 8), "offset": integer(0)},
        ),
    },
    "rich text",
)

RICH_TEXT = typed("rich_text", {"elements": array(_PARAGRAPHS, 1, None)}, {"block_id": string(255)})
