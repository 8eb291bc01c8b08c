"""As what somebody may decide at one moment, and whether anybody could."""

from datetime import date

from bot.roster import Roster, unmet
from bot.views.markup import Mrkdwn
from rules.approvals import Requirement, one_reviewer
from rules.decision_status import Capacity, Role
from rules.delegation import Delegation

DANA, ERIK, CAROL, BOB, LEGAL = "UDANA", "UERIK", "UCAROL", "UBOB", "ULEGAL"
PROCUREMENT = "S0PROCUREMENT"
ONE = (one_reviewer(),)
TWO = (Requirement("four_eyes", 2, None, "What costs a million is agreed by two."),)
AND_LEGAL = (*ONE, Requirement("legal", 1, frozenset({LEGAL}), "Legal looks at personal data.", extra=True))


def roster(*members: str, gone: str = "", own: bool = False, for_days: tuple[Delegation, ...] = ()) -> Roster:
    """With these reviewers in a group."""
    return Roster(
        base=frozenset({PROCUREMENT}),
        members={PROCUREMENT: frozenset(members)},
        gone=frozenset({gone}),
        own_requests=own,
        delegations=for_days,
    )


def handed(giver: str, to: str) -> Delegation:
    """For two days."""
    return Delegation(giver, to, date(2026, 12, 1), date(2026, 12, 2), "Europe/Berlin")


def refusal(found: Capacity | Mrkdwn) -> str:
    """What is said to them."""
    assert isinstance(found, Mrkdwn), found
    return found.source


def test_without_reviewers_anyone_in_the_channel_decides_but_not_whoever_asked() -> None:
    assert Roster().capacity(BOB, DANA, ONE) == Capacity(Role.CHANNEL, None, ("reviewers",))
    said = refusal(Roster().capacity(DANA, DANA, ONE))
    assert said == "You asked for this yourself, so it is for somebody else in the channel to decide."
    assert Roster(own_requests=True).capacity(DANA, DANA, ONE) == Capacity(Role.OWN, None, ("reviewers",))


def test_a_reviewer_decides_and_nobody_else() -> None:
    assert roster(CAROL).capacity(CAROL, DANA, ONE) == Capacity(Role.REVIEWER, None, ("reviewers",))
    assert refusal(roster(CAROL).capacity(BOB, DANA, ONE)) == f"This is for <@{CAROL}> to decide, not for you."
    assert "You asked for this yourself" in refusal(roster(DANA, CAROL).capacity(DANA, DANA, ONE))


def test_where_slack_does_not_say_who_is_in_the_group_nobody_decides() -> None:
    silent = Roster(base=frozenset({PROCUREMENT, CAROL}), unknown=frozenset({PROCUREMENT}))
    said = refusal(silent.capacity(CAROL, DANA, ONE))
    assert said.startswith("Slack does not say just now who the reviewers are, so nobody decides this")
    assert "Nothing was decided" in said


def test_whoever_counted_once_is_told_that_somebody_else_is_needed() -> None:
    who = roster(CAROL, BOB)
    first = who.capacity(CAROL, DANA, TWO)
    assert isinstance(first, Capacity)
    assert "counts already" in refusal(who.capacity(CAROL, DANA, TWO, [(CAROL, first)]))
    assert isinstance(who.capacity(BOB, DANA, TWO, [(CAROL, first)]), Capacity)


def test_somebody_named_besides_the_reviewers_decides_as_that_and_takes_nobodys_place() -> None:
    who = roster(CAROL)
    legal = who.capacity(LEGAL, DANA, AND_LEGAL)
    assert legal == Capacity(Role.EXTRA, None, ("legal",))
    carol = who.capacity(CAROL, DANA, AND_LEGAL)
    assert isinstance(carol, Capacity)
    said = refusal(roster(CAROL, BOB).capacity(BOB, DANA, AND_LEGAL, [(CAROL, carol)]))
    assert said == f"What is still needed here is a word from <@{LEGAL}>."


def test_whoever_stands_in_decides_with_both_names_but_never_for_the_one_who_asked() -> None:
    who = roster(CAROL, DANA, for_days=(handed(CAROL, ERIK), handed(DANA, BOB)))
    assert who.capacity(ERIK, DANA, ONE) == Capacity(Role.REVIEWER, CAROL, ("reviewers",))
    assert "not for you" in refusal(who.capacity(BOB, DANA, ONE))
    assert "You asked for this yourself" in refusal(who.capacity(ERIK, ERIK, ONE))


def test_what_was_handed_over_is_not_handed_on() -> None:
    who = roster(CAROL, for_days=(handed(CAROL, ERIK), handed(ERIK, BOB)))
    assert "not for you" in refusal(who.capacity(BOB, DANA, ONE))


def test_of_two_hundred_reviewers_any_decides_and_few_are_named() -> None:
    many = Roster(base=frozenset(f"U{number:03}" for number in range(200)))
    assert isinstance(many.capacity("U123", DANA, TWO), Capacity)
    assert len(refusal(many.capacity(BOB, DANA, TWO))) < 300
    assert unmet(TWO, many, DANA) is None


def test_a_card_that_nobody_could_accept_says_so() -> None:
    assert unmet(ONE, roster(CAROL), DANA) is None
    assert unmet(ONE, Roster(), DANA) is None
    alone = unmet(ONE, roster(DANA), DANA)
    assert alone is not None
    assert alone.source == (
        f"*Nobody could accept this right now.* One person is needed, and not <@{DANA}>: "
        "One reviewer agrees to every decision. But nobody else can."
    )
    two = unmet(TWO, roster(DANA, ERIK, CAROL, gone=CAROL), DANA)
    assert two is not None
    assert two.source == (
        f"*Nobody could accept this right now.* 2 people are needed, and not <@{DANA}>: "
        f"What costs a million is agreed by two. But only <@{ERIK}> can."
    )


def test_whoever_is_refused_hears_where_nobody_could_decide() -> None:
    said = refusal(roster(DANA).capacity(BOB, DANA, ONE)).split("\n")
    assert said[0] == "This is for somebody else to decide, not for you."
    assert said[1].startswith("*Nobody could accept this right now.*")


def test_whoever_has_agreed_and_left_since_still_counts() -> None:
    given = [(CAROL, Capacity(Role.REVIEWER, None, ("four_eyes",)))]
    assert unmet(TWO, roster(DANA, ERIK, CAROL, gone=CAROL), DANA, given) is None
