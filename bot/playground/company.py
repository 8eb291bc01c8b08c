"""Who works at Acme, where they talk, and what they said before anybody opened the page."""

from bot.playground.stand_in.person import Person
from bot.playground.stand_in.server import SlackStandIn

PEOPLE = (
    ("alice", "Alice Kowalska", "Europe/London"),
    ("bob", "Bob Okafor", "Europe/London"),
    ("carol", "Carol Schmidt", "Europe/Berlin"),
    ("dan", "Dan Reyes", "America/New_York"),
)
"""Alice leads procurement and owns the policy; Bob only asks. Names, in the order of the page's menu, and time zones
(IANA)."""

FIRST_CHANNEL = "procurement"
POLICY_OWNER = "alice"
"""Who may put another policy in force, and hears of what nobody decides."""
REVIEWERS = ("alice", "carol", "dan")
"""Who may decide about what others ask for; they are a user group."""
REVIEWERS_GROUP = "S00000001"

_SAID = (
    (
        "procurement",
        "alice",
        "Morning. Whatever moves work to another company or country comes here first.",
    ),
    ("procurement", "bob", "Where should our 40-seat help desk live next year? Leeds is getting expensive."),
    (
        "support",
        "carol",
        "We want a vendor in Kraków to take over payroll for the UK and Ireland, about 600 people, from April.",
    ),
    ("support", "dan", "Could the night shift of the help desk go to Manila, under our own managers?"),
    ("random", "dan", "The bot is not in this channel. Posting a card here shows what happens then."),
    ("works-council", "carol", "What is said in here stays in here, also when somebody asks the bot for history."),
)


def settle_in(slack: SlackStandIn) -> dict[str, Person]:
    """Let the people join and the channels be made, always in the same order, so that their ids stay the same."""
    people = {name: Person(slack, name, real_name=full, tz=zone) for name, full, zone in PEOPLE}
    everybody = list(people.values())
    for person in everybody:
        person.user.display_name = ""  # nobody chose one, so they go by their full names
    slack.channel(FIRST_CHANNEL, *everybody)
    slack.channel("support", *everybody)
    slack.channel("random", *everybody, with_bot=False)
    slack.channel("works-council", people["alice"], people["carol"], private=True)
    slack.channel("old-tenders", people["alice"], people["bob"], archived=True)
    slack.workspace.groups[REVIEWERS_GROUP] = [people[name].id for name in REVIEWERS]
    for person in everybody:
        slack.workspace.direct({person.id, slack.bot.id})
    return people


def make_conversation(slack: SlackStandIn, people: dict[str, Person]) -> None:
    """Let them say what there is to try the bot on."""
    for name, who, text in _SAID:
        channel = slack.workspace.channel_named(name)
        if channel is not None:
            slack.workspace.post(channel, people[who].id, text)
