"""What Slack's markup becomes before anything is read or recorded."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.readable_message import readable_message


@pytest.mark.parametrize(
    ("sent", "meant"),
    [
        ("for &lt;50k &amp; &gt;20k", "for <50k & >20k"),
        ("for <50k & >20k", "for <50k & >20k"),
        ("<a vendor in Manila> & us", "<a vendor in Manila> & us"),
        ("a<b, c>d", "a<b, c>d"),
        ("see ?page=1&region=eu&copy=2&lt=3", "see ?page=1&region=eu&copy=2&lt=3"),
        ("see ?page=1&amp;region=eu", "see ?page=1&region=eu"),
        ("R&amp;amp;D is written &amp;lt;", "R&amp;D is written &lt;"),
        ("caf&eacute; &nbsp; &#65; &reg;", "caf&eacute; &nbsp; &#65; &reg;"),
        ("<https://a.example/?x=1&amp;region=2|the offer>", "the offer (https://a.example/?x=1&region=2)"),
        (
            "<mailto:a@b.example|a@b.example> and <@U024BE7LH> in <#C024BE7LR|general>",
            "a@b.example and @someone in #general",
        ),
        ("<!here> *bold* _it_", "@here bold it"),
    ],
)
def test_what_was_typed_comes_out_whether_slack_escaped_it_or_not(sent: str, meant: str) -> None:
    assert readable_message(sent) == meant


@pytest.mark.parametrize("kept", ["~Outsource payroll~ keep it", "`~not struck~`", "*~struck and bold~*", "~*both*~"])
def test_struck_words_keep_their_marks(kept: str) -> None:
    assert readable_message(kept).count("~") == 2
    assert readable_message(kept).count("`") == kept.count("`")


@given(st.text(alphabet="abc <>&;|~`lgtamp", max_size=40))
def test_what_slack_escapes_comes_back_as_it_was_typed(typed: str) -> None:
    sent = typed.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert readable_message(sent) == typed
