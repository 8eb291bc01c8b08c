"""What a message says, wherever Slack keeps its words: once, in their order, and never more than is read."""

from typing import Any

import pytest

from bot.requests import MOST_CHARACTERS
from bot.slack.message_words import MessageWords, message_words
from rules.grid import Model
from rules.reading import classify

Json = dict[str, Any]


def said(**message: Any) -> str:
    """The words of a message with these parts."""
    return message_words(message).text


def text(words: str, **style: bool) -> Json:
    """A piece of rich text."""
    return {"type": "text", "text": words, **({"style": style} if style else {})}


def rich(*elements: Json) -> Json:
    """A block of rich text."""
    return {"type": "rich_text", "elements": list(elements)}


def paragraph(*elements: Json) -> Json:
    """A paragraph of rich text."""
    return {"type": "rich_text_section", "elements": list(elements)}


def mrkdwn(words: str) -> Json:
    """A text in Slack's markup."""
    return {"type": "mrkdwn", "text": words}


def plain(words: str) -> Json:
    """A text without markup."""
    return {"type": "plain_text", "text": words}


PAYROLL = "Hand payroll for 600 people in Kraków over to a vendor"


def test_the_text_of_a_person_is_read_once_although_slack_sends_it_twice() -> None:
    blocks = [
        rich(paragraph(text("Hand "), text("payroll", bold=True), text(" to "), {"type": "user", "user_id": "U1"}))
    ]
    assert said(text="Hand *payroll* to <@U1>", blocks=blocks) == "Hand payroll to @someone"


def test_the_form_of_a_workflow_is_read_from_its_blocks_line_by_line() -> None:
    blocks = [
        {"type": "header", "text": plain("New request")},
        {"type": "section", "fields": [mrkdwn("*What*\nPayroll"), mrkdwn("*Urgent*\nNo"), mrkdwn("*Budget*\nNo")]},
        {"type": "section", "text": mrkdwn(PAYROLL), "accessory": {"type": "button", "text": plain("Approve")}},
        {"type": "actions", "elements": [{"type": "button", "text": plain("Reject")}]},
        {"type": "divider"},
        {"type": "context", "elements": [mrkdwn("asked by _Carol_"), {"type": "image", "alt_text": "a face"}]},
    ]
    lines = ["New request", "What", "Payroll", "Urgent", "No", "Budget", "No", PAYROLL, "asked by Carol"]
    assert said(text="", blocks=blocks) == "\n".join(lines)


def test_rich_text_is_read_as_it_stands_on_the_screen() -> None:
    block = rich(
        paragraph(
            text("For "),
            {"type": "emoji", "name": "flag-in", "unicode": "1f1ee-1f1f3"},
            text(" see "),
            {"type": "link", "url": "https://x.example/a", "text": "the offer"},
            text(" in "),
            {"type": "channel", "channel_id": "C1"},
            text(" by "),
            {"type": "date", "timestamp": 1_700_000_000, "format": "{date}", "fallback": "14 Nov"},
        ),
        {"type": "rich_text_list", "style": "ordered", "elements": [paragraph(text("scan")), paragraph(text("file"))]},
        {"type": "rich_text_list", "style": "bullet", "indent": 1, "elements": [paragraph(text("daily"))]},
        {"type": "rich_text_quote", "elements": [text("we need it\nby June")]},
        {"type": "rich_text_preformatted", "elements": [text("a = 1")]},
    )
    assert said(blocks=[block]).split("\n") == [
        "For :flag-in: see the offer (https://x.example/a) in #channel by 14 Nov",
        "1. scan",
        "2. file",
        "    • daily",
        "> we need it",
        "> by June",
        "a = 1",
    ]


def test_struck_words_keep_their_marks_as_they_do_in_a_text() -> None:
    struck = [text("Outsource it to Manila", strike=True), text(" keep it in-house")]
    assert said(text="", blocks=[rich(paragraph(*struck))]) == "~Outsource it to Manila~ keep it in-house"


@pytest.mark.parametrize(
    "pieces",
    [
        [text("Outsource payroll to Manila ", strike=True), text("keep payroll in-house")],
        [
            *(
                text("Outsource ", strike=True),
                text("payroll", strike=True, bold=True),
                text(" to Manila", strike=True),
            ),
            text(" keep payroll in-house"),
        ],
        [text("Outsource payroll to Manila", strike=True), text("keep payroll in-house")],
        [text("Outsource payroll\nto Manila\n", strike=True), text("keep payroll in-house")],
        [text("Keep payroll in-house"), text(" not in Manila", strike=True)],
    ],
)
def test_struck_words_are_not_read_wherever_the_line_begins_and_ends(pieces: list[dict[str, Any]]) -> None:
    words = said(text="", blocks=[rich(paragraph(*pieces))])
    assert "Manila" in words
    found = classify(words, "GB")
    assert (found.model, found.places) == (Model.IN_HOUSE, ())


def test_a_table_and_a_kind_of_block_that_is_not_known_are_read() -> None:
    rows = [
        [{"type": "raw_text", "text": "Site"}, {"type": "raw_text", "text": "Seats"}],
        [rich(paragraph(text("Leeds"))), {"type": "raw_text", "text": "40"}],
    ]
    unknown = {"type": "hologram", "inside": [{"title": plain("Help desk"), "more": {"body": mrkdwn("moves away")}}]}
    assert said(blocks=[{"type": "table", "rows": rows}, unknown]) == "Site | Seats\nLeeds | 40\nHelp desk\nmoves away"


def test_attachments_are_read_with_their_fields_and_what_says_the_same_is_read_once() -> None:
    attachment = {
        "fallback": f"New ticket: {PAYROLL}",
        "pretext": "New ticket",
        "title": PAYROLL,
        "text": f"*{PAYROLL}*",
        "fields": [{"title": "Urgent", "value": "No", "short": True}, {"title": "Budget", "value": "No"}],
        "footer": "Ticket robot",
        "actions": [{"type": "button", "text": "Take it"}],
    }
    assert said(text=PAYROLL, attachments=[attachment]) == f"New ticket\n{PAYROLL}\nUrgent: No\nBudget: No"
    assert said(attachments=[{"fallback": PAYROLL}]) == PAYROLL
    assert said(
        attachments=[{"blocks": [{"type": "section", "text": mrkdwn(PAYROLL)}], "fallback": "[no preview]"}]
    ) == (PAYROLL)


def test_a_forwarded_message_is_read_and_the_preview_of_a_linked_page_is_not() -> None:
    blocks = [rich(paragraph(text(PAYROLL)))]
    forwarded = {
        "is_share": True,
        "is_msg_unfurl": True,
        "from_url": "https://acme.slack.com/archives/C1/p1",
        "author_name": "Carol",
        "fallback": f"[14 Nov] Carol: {PAYROLL}",
        "text": PAYROLL,
        "message_blocks": [{"team": "T1", "channel": "C1", "ts": "1.0", "message": {"blocks": blocks}}],
        "footer": "Posted in #general",
    }
    page = {"from_url": "https://vendor.example", "title": "The best in Manila", "text": "Outsource everything to us"}
    assert said(text="What of this?", attachments=[forwarded, page]) == f"What of this?\n{PAYROLL}"
    assert said(text="", attachments=[forwarded]) == PAYROLL


@pytest.mark.parametrize(
    "message",
    [
        {"text": PAYROLL},
        {"attachments": [{"fallback": "[no preview available]", "text": PAYROLL}]},
        {"files": [{"mode": "snippet", "preview": PAYROLL}]},
    ],
)
def test_a_forwarded_message_is_read_wherever_it_keeps_its_words(message: Json) -> None:
    assert said(attachments=[{"is_share": True, "text": "", "message_blocks": [{"message": message}]}]) == PAYROLL


@pytest.mark.parametrize("filler", ["This content can't be displayed.", "This content can’t be displayed."])
def test_what_slack_writes_in_place_of_a_text_is_not_what_was_said(filler: str) -> None:
    section = {"type": "section", "text": mrkdwn(PAYROLL)}
    picture = {"type": "image", "alt_text": "a chart", "image_url": "https://x.example/a.png"}
    assert said(text=filler, blocks=[section]) == PAYROLL
    assert said(text=filler, blocks=[picture]) == ""
    assert said(text="", attachments=[{"fallback": "[no preview available]", "blocks": [picture]}]) == ""


def test_an_email_a_snippet_and_a_clip_are_read_and_a_picture_is_not() -> None:
    email = {"mode": "email", "filetype": "email", "title": "Payroll", "subject": "Payroll", "plain_text": PAYROLL}
    assert said(text="", files=[{**email, "preview": f"<p>{PAYROLL}</p>"}]) == f"Payroll\n{PAYROLL}"
    page = "<html><div>Hand over &amp; forget</div><p>Kraków</p></html>"
    assert said(files=[{"filetype": "email", "subject": "Payroll", "preview": page}]) == (
        "Payroll\nHand over & forget\nKraków"
    )
    assert said(files=[{"filetype": "email", "subject": "Payroll", "simplified_html": page}]).endswith("Kraków")
    snippet = {"mode": "snippet", "title": "Untitled", "name": "Untitled.txt", "preview": PAYROLL}
    assert message_words({"files": [snippet]}) == MessageWords(PAYROLL)
    assert message_words({"files": [{**snippet, "preview_is_truncated": True}]}).cut == "preview"
    clip = {"title": "clip.mp4", "name": "clip.mp4", "transcription": {"preview": {"content": PAYROLL}}}
    assert said(files=[clip]) == PAYROLL
    assert said(text="", files=[{"id": "F1", "title": "plan.png", "name": "plan.png"}]) == ""


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"text": None, "blocks": None, "attachments": None, "files": None},
        {"text": 7, "blocks": "none", "attachments": {"a": 1}, "files": [None, 3, {}]},
        {"blocks": [None, {"type": 3}, {"type": "section", "text": None, "fields": [None]}, [[]]]},
        {
            "blocks": [
                {"type": "rich_text", "elements": [{"type": "rich_text_list", "elements": [None, {}], "indent": "x"}]}
            ]
        },
        {"attachments": [{"fields": None, "message_blocks": [{"message": None}, {}]}], "files": [{"transcription": 1}]},
    ],
)
def test_what_has_no_words_or_the_wrong_shape_says_nothing(message: Json) -> None:
    assert message_words(message) == MessageWords("")


def nested(depth: int) -> Json:
    """Blocks in one another."""
    block: Json = {"type": "section", "text": mrkdwn("at the bottom")}
    for _ in range(depth):
        block = {"type": "container", "child_blocks": [block]}
    return block


def forwarded(times: int) -> Json:
    """A message that was forwarded so many times."""
    attachment: Json = {"is_share": True, "text": "at the bottom"}
    for _ in range(times):
        attachment = {"is_share": True, "message_blocks": [{"message": {"attachments": [attachment]}}]}
    return attachment


@pytest.mark.parametrize(
    "hostile",
    [
        {"text": "x" * (MOST_CHARACTERS + 1)},
        {"blocks": [nested(400), {"type": "section", "text": mrkdwn("beside it")}]},
        {"blocks": [{"type": "section", "fields": [mrkdwn("*a " * 1_000)] * 10}] * 50},
        {"blocks": [{"type": "section", "text": mrkdwn("a")}] * 20_000},
        {"attachments": [{"text": f"{'*a ' * 13_000}{number}"} for number in range(100)]},
        {"attachments": [forwarded(400)]},
        {"attachments": [{"fields": [{"title": "a", "value": str(n)}] * 100, "text": str(n)} for n in range(2_000)]},
        {"files": [{"filetype": "email", "subject": f"about {n}", "preview": "<" * 40_000} for n in range(100)]},
    ],
)
def test_of_a_message_that_is_too_large_or_too_deep_the_beginning_is_read_and_that_is_known(hostile: Json) -> None:
    words = message_words(hostile)
    assert words.cut == "length"
    assert len(words.text) <= MOST_CHARACTERS


def test_what_stands_beside_something_too_deep_is_read() -> None:
    assert said(blocks=[nested(400), {"type": "section", "text": mrkdwn("beside it")}]) == "beside it"
