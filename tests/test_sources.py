"""Whoever reads a reason can follow its source: to the page itself, with the day on which somebody saw it there."""

import html
import json
import re
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import main
from bot.views.citations import citation, citation_as_text
from rules.comparing.policy_edits import policy_edits
from rules.policy import TEAM_DEFAULT, Policy
from rules.policy_file import PolicyMistakesError, default_policy, default_policy_text, parse_policy
from rules.sources import Cited, cited, idle_sources, old_sources, unaddressed_sources, undated_sources

POLICY = default_policy()
A_SITE = re.compile(r"\b[a-z0-9-]+\.(com|net|org|de|fr|jp|ch|eu|tips|ai|in|co|dev|it|si|edu)\b", re.IGNORECASE)
ACT = "https://www.example.org/act"


def with_sources(text: str) -> Policy:
    return parse_policy(f"{default_policy_text()}\n{text}", name="policy.toml")


def mistakes(text: str) -> str:
    with pytest.raises(PolicyMistakesError) as wrong:
        with_sources(text)
    return str(wrong.value)


def listed(name: str, **more: str) -> str:
    keys = "".join(f"{key} = {value}\n" for key, value in more.items())
    return f'\n[[sources]]\nname = "{name}"\n{keys}'


def test_a_source_that_the_policy_lists_is_its_page_with_the_day() -> None:
    policy = with_sources(listed("The Act", url=f'"{ACT}"', seen="2026-11-05"))
    assert cited("The Act s. 7; a friend", policy) == (
        Cited("The Act s. 7", ACT, date(2026, 11, 5)),
        Cited("a friend"),
    )
    assert citation("The Act s. 7; a friend", policy).source == f"[<{ACT}|The Act s. 7>, seen 5 Nov 2026; a friend]"
    assert citation_as_text("The Act s. 7; a friend", policy) == f"[The Act s. 7, {ACT}, seen 5 Nov 2026; a friend]"


def test_a_name_stands_for_what_begins_with_it_and_not_for_a_longer_word() -> None:
    policy = with_sources(listed("7 CFR 12", url=f'"{ACT}"') + listed("7 CFR 12.5", url=f'"{ACT}/5"'))
    assert [cited(each, policy)[0].url for each in ("7 CFR 12 (a)", "7 CFR 12", "7 CFR 12.5(b)", "7 CFR 12.5")] == [
        ACT,
        ACT,
        f"{ACT}/5",
        f"{ACT}/5",
    ]
    assert [cited(each, policy)[0].url for each in ("7 CFR 120", "7 CFR 12.6", "see 7 CFR 12", "7 CFR 12/3")] == [
        None
    ] * 4


def test_the_day_of_a_law_stands_beside_a_source_that_has_none() -> None:
    policy = with_sources(listed("The Act", url=f'"{ACT}"'))
    assert citation("The Act", policy, date(2026, 2, 1)).source == f"[<{ACT}|The Act>, as of 1 Feb 2026]"
    assert citation_as_text("hearsay", policy, date(2026, 2, 1)) == "[hearsay, as of 1 Feb 2026]"


def test_a_policy_that_lists_no_sources_shows_them_as_they_are_written() -> None:
    policy = parse_policy(default_policy_text().partition("\n[[sources]]\n")[0], name="policy.toml")
    assert policy.sources == ()
    assert citation("https://example.org/a; *bold* <!channel>", policy).source == (
        "[https://example.org/a; *\u200bbold*\u200b &lt;!channel&gt;]"
    )


def test_nothing_in_a_name_or_an_address_is_live() -> None:
    policy = with_sources(listed("<!here> |x>", url='"https://www.example.org/?a=1&b=2"'))
    assert citation("<!here> |x> *", policy).source.startswith("[<https://www.example.org/?a=1&amp;b=2|&lt;!here&gt; ")


def test_a_source_too_long_for_its_links_is_named_without_them() -> None:
    many = "".join(listed(f"Act {number:02}", url=f'"{ACT}/{"x" * 200}{number}"') for number in range(20))
    source = "; ".join(f"Act {number:02}" for number in range(20))
    said = citation(source, with_sources(many)).source
    assert said == f"[{source}]"


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ({"url": '"http://example.org/a"'}, "write the whole address of a page"),
        ({"url": '"example.org/a"'}, "write the whole address of a page"),
        ({"url": '"https://example.org/a b"'}, "write the whole address of a page"),
        ({"url": '"https://example.org/<a>"'}, "write the whole address of a page"),
        ({"url": '"javascript:alert(1)"'}, "write the whole address of a page"),
        ({}, 'source "The Act" says neither where nor when'),
    ],
)
def test_a_source_nobody_could_follow_is_refused_with_its_line(keys: dict[str, str], told: str) -> None:
    said = mistakes(listed("The Act", **keys))
    assert told in said
    assert re.match(r"policy\.toml:\d+: ", said)


def test_a_name_is_one_source_and_stands_there_once() -> None:
    assert "a semicolon ends a source" in mistakes(listed("One; two", url=f'"{ACT}"'))
    assert 'there is a second source "The Act"' in mistakes(2 * listed("The Act", url=f'"{ACT}"'))


def test_what_is_to_be_looked_up_is_named() -> None:
    text = default_policy_text().replace('source = "team default"', 'source = "The Act; Hearsay; The Letter"', 1)
    added = (
        listed("The Act", url=f'"{ACT}"')
        + listed("Hearsay", seen="2026-11-05")
        + listed("The Letter", url=f'"{ACT}"', seen="2024-11-05")
        + listed("Nobody's", url=f'"{ACT}"', seen="2026-11-05")
    )
    policy = parse_policy(text + added, name="policy.toml")
    assert "The Act" in undated_sources(policy)
    assert unaddressed_sources(policy) == ["Hearsay"]
    assert old_sources(policy, date(2026, 11, 30)) == ["The Letter"]
    assert idle_sources(policy) == ["Nobody's"]


def test_policy_check_names_them(tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    file.write_text(default_policy_text() + listed("Nobody's", url=f'"{ACT}"'), encoding="utf-8")
    said = CliRunner().invoke(main, ["policy", "check", str(file)]).output
    assert "Sources that nothing cites: Nobody's." in said
    assert "Sources with an address and no date: look them up, and set seen: " in said
    out = json.loads(CliRunner().invoke(main, ["policy", "check", "--json", str(file)]).output)
    assert out["idle_sources"] == ["Nobody's"]
    assert out["unaddressed_sources"] == []


def test_another_address_is_a_change_of_words_only() -> None:
    edits = policy_edits(POLICY, with_sources(listed("The Act", url=f'"{ACT}"')))
    assert (edits.rules, edits.texts) == ((), ("sources",))


def test_the_terminal_and_the_json_give_the_address() -> None:
    asked = [
        "ask",
        "--no-log",
        "--home",
        "GB",
        "--answer",
        "start=3_to_12_months",
        "Run payroll with a company in Pune",
    ]
    why = CliRunner().invoke(main, [*asked, "--why"]).output
    page = "https://www.cio.de/a/the-hidden-costs-of-offshore-outsourcing,804301,3"
    assert page in re.sub(r"\s+", "", why)
    out = json.loads(CliRunner().invoke(main, [*asked, "--json"]).output)
    sources = {each["cited"]: (each["url"], each["seen"]) for each in out["recommendation"]["sources"]}
    assert sources["Overby, The Hidden Costs of Offshore Outsourcing, CIO Magazine, September 2003"] == (
        page,
        "2026-11-30",
    )


class TestThePolicyThatShips:
    def sources(self) -> set[str]:
        options = [option for factor in POLICY.factors for option in factor.options]
        texts = [
            *(factor.source for factor in POLICY.factors),
            *(option.source or TEAM_DEFAULT for option in options),
            *(rule.source for rule in POLICY.rules),
            *(flag.source for flag in POLICY.flags),
            *(work.source for work in POLICY.works),
        ]
        return {piece.text for text in texts for piece in cited(text, POLICY)}

    def test_no_site_is_named_instead_of_a_page(self) -> None:
        assert not [each for each in self.sources() if A_SITE.search(each)]

    def test_every_page_is_cited_and_none_is_old_on_the_day_of_release(self) -> None:
        assert idle_sources(POLICY) == unaddressed_sources(POLICY) == []
        assert old_sources(POLICY, date(2026, 12, 1)) == []

    def test_whatever_is_no_law_and_no_book_has_its_page_and_its_day(self) -> None:
        pages = [each for each in POLICY.sources if each.seen]
        assert len(pages) >= 15
        assert all(each.url for each in pages)

    def test_no_figure_rules_out_what_it_does_not_speak_of(self) -> None:
        soon = POLICY.factor["start"].option["under_4_weeks"]
        assert soon.source == TEAM_DEFAULT
        assert not re.search(r"\d|four to eight", (soon.because or "").replace("four weeks", ""))

    def test_links_are_escaped_as_slack_wants_them(self) -> None:
        for text in {factor.source for factor in POLICY.factors}:
            said = html.unescape(citation(text, POLICY).source)
            assert said.startswith("[")
            assert len(said) <= 1_300
