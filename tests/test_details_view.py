"""Everything behind a card, and how its result was worked out."""

import html
from collections.abc import Mapping

from bot.views import details, explanations, sentences
from bot.views.proof import proof_view
from rules.recommend import recommend
from tests.drawn import (
    EVERY_FIRST_ANSWER,
    POLICY,
    as_read,
    cited,
    decision,
    hostile_policy,
    labels,
)


class TestTheDetails:
    def test_they_have_every_point_with_its_full_source(self) -> None:
        state = decision(EVERY_FIRST_ANSWER)
        read = html.unescape(as_read(details.details_view(state))).replace("\u200b", "")
        for reason in state.recommendation.reasons:
            assert f"{reason.because} (" in read
            assert cited(reason.source) in read

    def test_they_have_every_veto_duty_and_answer_and_the_exact_policy(self) -> None:
        state = decision(EVERY_FIRST_ANSWER)
        read = html.unescape(as_read(details.details_view(state))).replace("\u200b", "")
        assert all(each.veto.because in read for each in sentences.ruled_out(state.recommendation))
        assert all(f"*{flag.label}*: {flag.because}" in read for flag in state.recommendation.flags)
        assert all(factor.question in read for factor in POLICY.factors)
        assert POLICY.sha256 in read

    def test_a_policy_too_large_for_a_modal_says_where_the_rest_is(self) -> None:
        policy = hostile_policy("&" * 600, factors=60, options=2)
        answers = {factor.id: factor.options[0].id for factor in policy.factors}
        view = details.details_view(decision(answers, policy))
        assert len(view["blocks"]) == 100
        assert "`sourcing show 12`" in as_read(view)

    def test_they_say_what_would_change_it(self) -> None:
        state = decision(EVERY_FIRST_ANSWER)
        read = html.unescape(as_read(details.details_view(state)))
        flips = explanations.every_flip(state.recommendation, POLICY)
        assert flips
        assert all(f"• {flip}" in read for flip in flips)

    def test_the_proof_is_one_click_further(self) -> None:
        assert labels(details.details_view(decision())) == ["How it was worked out"]


class TestTheProof:
    def read(self, answers: Mapping[str, str]) -> str:
        return html.unescape(as_read(proof_view(decision(answers)))).replace("\u200b", "")

    def test_it_lists_the_few_answers_that_guarantee_the_result(self) -> None:
        read = self.read({"work_type": "goods_or_licence"})
        assert "*This answer alone rules out every model.*\n• What do you need? Goods, a licence" in read
        assert "nothing here is an estimate" in read

    def test_it_says_what_counted_most_and_how_often_it_stays_so(self) -> None:
        answers = {"place": "here", "daily_direction": "provider", "supplier_market": "four_plus"}
        read = self.read(answers)
        assert "Points: outsourcing here" in read
        assert "*What counted most: + for it, − for " in read
        assert "usual answers more often than rare" in read
        assert "nothing here is an estimate" not in read

    def test_it_has_each_veto_with_its_source_and_the_exact_policy(self) -> None:
        read = self.read({"export_control": "military"})
        (veto,) = sentences.ruled_out(recommend({"export_control": "military"}, POLICY))
        assert f"{veto.veto.because} {cited(veto.veto.source)}" in read
        assert f"Policy {POLICY.version}" in read
        assert POLICY.sha256 in read

    def test_it_claims_nothing_while_something_can_change_the_result(self) -> None:
        read = self.read({"export_control": "military"})
        assert "*What it hangs on*" in read
        assert "enough for" not in read
        ways = explanations.ways_to_win(recommend({"export_control": "military"}, POLICY), POLICY)
        assert ways
        assert all(f"• {way}" in read for way in ways)
