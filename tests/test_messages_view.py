"""What the bot says beside its cards."""

import pytest

from bot import ids
from bot.store.course import Decided
from bot.views import messages, replies
from bot.views.history import HistoryRow, Page, Sought, history_message
from bot.views.markup import (
    moment,
)
from rules.decision_status import Capacity, Role, Status
from rules.grid import Model
from rules.ready_reasons import ReadyReason
from tests.drawn import (
    ACTOR,
    AT,
    CHANNEL,
    POLICY,
    REQUESTER,
    TWELVE,
    as_read,
    numbered,
)


class TestMessages:
    def test_a_comparison_has_the_models_side_by_side(self) -> None:
        shown = messages.compare_message([Model.IN_HOUSE, Model.OFFSHORE_CAPTIVE, Model.IN_HOUSE], POLICY)
        assert shown.text == "Compared: In-house, Own centre far away"
        assert all(len(block["fields"]) == 2 for block in shown.blocks)
        assert POLICY.models[Model.IN_HOUSE].fits_when in as_read(shown)

    def test_history_says_of_each_decision_what_was_asked_recommended_and_decided(self) -> None:
        row = HistoryRow(
            reference=numbered(7),
            recorded_at=AT,
            status=Status.OVERRIDDEN,
            text="Pay\nroll",
            who=REQUESTER,
            recommended="Hybrid (firm)",
            outcome=Decided(
                event=2,
                status=Status.OVERRIDDEN,
                by=ACTOR,
                at=AT,
                model=Model.IN_HOUSE,
                ready_reason=ReadyReason.LAW,
                words="We promised",
                capacity=Capacity(Role.REVIEWER, acting_for=REQUESTER),
            ),
            chosen="In-house",
        )
        shown = history_message([row], Sought("payroll"), Page())
        assert "Decisions with “payroll”, newest first" in as_read(shown)
        when = moment(AT).source
        assert f"*7* · “Pay roll”, asked by <@{REQUESTER}>, {when}\n" in as_read(shown)
        assert "Recommended: Hybrid (firm) · *Overridden: in-house* by " in as_read(shown)
        assert f"by <@{ACTOR}> (reviewer) for <@{REQUESTER}>, {when}, law: “We promised”" in as_read(shown)
        assert shown.blocks[1]["accessory"]["value"] == "7.0123456789ab"
        assert shown.blocks[-1]["type"] == "section"

    def test_history_says_what_was_looked_for(self) -> None:
        row = HistoryRow(
            reference=numbered(7), recorded_at=AT, status=Status.RECORDED, text="", who="", recommended="Hybrid (firm)"
        )
        sought = Sought("payroll", status="waiting", person=REQUESTER, model="Own centre nearby", since=AT)
        shown = history_message([row], sought, Page(older="7|payroll", newest="|payroll"))
        assert shown.text == (
            f"Decisions with “payroll”, waiting, asked for or decided by <@{REQUESTER}>, for own centre nearby, "
            "since 2026-11-03, newest first"
        )
        assert "*7* · The words of this request have been erased" in as_read(shown)
        buttons = [(each["action_id"], each["value"]) for each in shown.blocks[-1]["elements"]]
        assert buttons == [(ids.HISTORY_OLDER, "7|payroll"), (ids.HISTORY_NEWEST, "|payroll")]

    def test_an_empty_history_says_so(self) -> None:
        assert history_message([], Sought(), Page()).text == "No decision has been recorded here yet."
        assert "“payroll”" in history_message([], Sought("payroll"), Page()).text
        assert "is accepted, for hybrid." in history_message([], Sought(status="accepted", model="Hybrid"), Page()).text

    def test_a_draft_can_be_gone_on_with_or_begun_afresh(self) -> None:
        shown = messages.resume_offer(messages.DraftSummary(draft_id="d-7", text="", answered=1, updated_at=AT))
        assert "“nothing written yet” (1 question answered" in shown.text
        buttons = shown.blocks[-1]["elements"]
        assert [(each["action_id"], each["value"]) for each in buttons] == [
            (ids.RESUME, "d-7"),
            (ids.START_AFRESH, "d-7"),
        ]

    def test_an_error_says_what_happened_and_how_to_refer_to_it(self) -> None:
        assert "could not be written" in as_read(messages.error_notice("a1b2c3", "The log could not be written."))
        view = messages.error_view("a1b2c3", "The log could not be written.")
        assert view["callback_id"] == ids.NOTICE
        assert "`a1b2c3`" in as_read(view)

    @pytest.mark.parametrize(
        ("code", "mend"),
        [
            ("not_in_channel", "Invite me there with `/invite @Sourcing`, then press Post again."),
            ("channel_not_found", "It is private or gone."),
            ("is_archived", "It is archived."),
            ("restricted_action", "Only some people may post there."),
            ("thread_not_found", "The message that it would answer is gone."),
            ("fatal_error", "Slack said `fatal_error`."),
        ],
    )
    def test_what_could_not_be_posted_says_how_to_mend_it(self, code: str, mend: str) -> None:
        shown = messages.could_not_post(TWELVE, CHANNEL, code)
        assert shown.text.startswith(f"Decision 12 is recorded, but not posted to <#{CHANNEL}>.\n{mend}")

    def test_posting_again_goes_to_the_same_place(self) -> None:
        shown = messages.could_not_post(TWELVE, CHANNEL, "not_in_channel", "1793714700.000100")
        again = shown.blocks[-1]["elements"][0]
        assert (again["action_id"], again["value"]) == (ids.POST_TO_CHANNEL, f"{TWELVE}|{CHANNEL}|1793714700.000100")

    def test_a_mistyped_subcommand_is_put_right(self) -> None:
        note = replies.meant_note("help", "GB:hlep", mistyped=True)
        assert "That is no command. Did you mean `/sourcing help`?" in note["text"]["text"]
