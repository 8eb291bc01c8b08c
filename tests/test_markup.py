"""Text for Slack: what somebody typed holds no markup, pings nobody, and is cut where it is long."""

import ast
import html
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.playground.stand_in.limits import mentions
from bot.views import sentences
from bot.views.markup import (
    LONGEST,
    Mrkdwn,
    channel,
    escaped,
    harmless,
    joined,
    lines,
    link,
    moment,
    mrkdwn,
    person,
    plain,
    words,
)
from tests.drawn import (
    AT,
    CHANNEL,
)


def _is_written_out(template: ast.expr) -> bool:
    """In place, or in a table in capitals, of which the type checker knows that it holds only literal strings."""
    if isinstance(template, ast.Call) and isinstance(template.func, ast.Attribute):
        table: ast.expr = template.func.value
    elif isinstance(template, ast.Subscript):
        table = template.value
    else:
        return isinstance(template, ast.Constant)
    return isinstance(table, ast.Name) and table.id.isupper()


class TestMarkup:
    @given(text=st.text(), longest=st.integers(0, 400))
    def test_escaped_words_fit_and_hold_no_markup(self, text: str, longest: int) -> None:
        shown = escaped(text, longest)
        assert len(shown) <= longest
        assert "<" not in shown
        assert ">" not in shown
        assert shown.count("&") == sum(shown.count(entity) for entity in ("&amp;", "&lt;", "&gt;"))

    @given(text=st.text(st.sampled_from("ab &<>*_~`😀\n"), max_size=60), longest=st.integers(1, 80))
    def test_they_are_the_words_or_their_beginning(self, text: str, longest: int) -> None:
        shown = html.unescape(escaped(text, longest)).replace("\u200b", "")
        assert shown == text or (shown.endswith("…") and text.startswith(shown[:-1]))

    @given(text=st.text(st.characters(exclude_characters="*_~`>"), max_size=60))
    def test_short_words_are_shown_in_full(self, text: str) -> None:
        assert html.unescape(escaped(text, LONGEST)) == html.unescape(html.escape(harmless(text), quote=False))

    @given(values=st.lists(st.text(max_size=40) | st.text(min_size=1, max_size=3).map(lambda text: text * 1500)))
    def test_a_template_with_any_values_fits_into_one_text(self, values: list[str]) -> None:
        whole = lines([mrkdwn("*Why* {a} and {b} [{c}]", a=value, b=value, c="short") for value in values])
        assert len(whole.source) <= LONGEST
        assert not mentions({"text": whole.source})

    def test_words_in_a_template_are_escaped_and_safe_pieces_are_not(self) -> None:
        assert mrkdwn("by {who}: {what}", who=person("U1"), what="<!here>").source == "by <@U1>: &lt;!here&gt;"

    def test_numbers_are_grouped(self) -> None:
        assert mrkdwn("{number} decisions", number=12_345).source == "12,345 decisions"

    def test_words_are_cut_only_where_there_is_no_room(self) -> None:
        shown = mrkdwn("{first}{second}", first="short", second="&" * 5_000).source
        assert shown.startswith("short")
        assert len(shown) <= LONGEST

    def test_the_end_of_the_lines_says_how_many_are_left_out(self) -> None:
        shown = lines([mrkdwn("line")] * 1_000).source
        assert len(shown) <= LONGEST
        assert shown.endswith(f"… and {1_000 - shown.count('line')} more")

    def test_markup_that_cannot_fit_is_a_mistake_in_the_program(self) -> None:
        half = words("x" * 2_000, 2_000)
        with pytest.raises(ValueError, match="several lines"):
            mrkdwn("{a}{b}", a=half, b=half)
        with pytest.raises(ValueError, match="several lines"):
            joined([half, half], ", ")

    def test_formatting_marks_do_not_pair_up(self) -> None:
        assert escaped("*a* snake_case 2*3", 80) == "*\u200ba*\u200b snake_case 2*3"
        assert escaped("```x```", 80).count("``") == 0

    @pytest.mark.parametrize("text", ["👩", "é", "&"])
    def test_a_limit_counts_code_points(self, text: str) -> None:
        assert plain(text * 10, 10) == text * 10
        assert plain(text * 11, 10) == text * 9 + "…"

    @pytest.mark.parametrize("who", ["anna", "<@U1>", "U1|x", "!channel", "S0123", "u024be7lh"])
    def test_only_the_id_of_a_user_becomes_a_mention(self, who: str) -> None:
        assert "<" not in person(who).source

    @pytest.mark.parametrize("url", ["javascript:alert(1)", "https://a|b>", "https://a b", "", "https://a\nb"])
    def test_only_an_address_becomes_a_link(self, url: str) -> None:
        assert link(url, "a message").source == "a message"

    def test_an_address_becomes_a_link(self) -> None:
        source = link("https://x.slack.com/archives/C1/p1?thread_ts=1&cid=C1", "a message").source
        assert source == "<https://x.slack.com/archives/C1/p1?thread_ts=1&amp;cid=C1|a message>"

    def test_a_time_is_shown_where_the_reader_is(self) -> None:
        assert moment(AT).source == "<!date^1793714700^{date_short_pretty} at {time}|2026-11-03 14:05 UTC>"

    def test_only_the_id_of_a_conversation_becomes_a_link(self) -> None:
        assert channel(CHANNEL).source == f"<#{CHANNEL}>"
        assert channel("<!channel>").source == "that conversation"

    def test_no_template_is_built_from_anything(self) -> None:
        """A template that is not written out could hold somebody's words, and those would go in unescaped."""
        built = []
        for path in Path(sentences.__file__).parents[1].rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                    written = bool(node.args) and _is_written_out(node.args[0])
                    if node.func.id == "mrkdwn" and not written:
                        built.append(f"{path.name}:{node.lineno}")
                    if node.func.id == Mrkdwn.__name__ and path.name != "markup.py":
                        built.append(f"{path.name}:{node.lineno}")
        assert built == []
