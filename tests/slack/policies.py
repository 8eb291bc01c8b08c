"""Small policies, sent to the bot and put in force, for the tests of both."""

import json
import subprocess
import sys
from pathlib import Path

from bot.playground.stand_in.deliveries import Exchange
from bot.playground.stand_in.journal import Sent
from bot.playground.stand_in.person import Person
from bot.playground.stand_in.workspace import Channel, Message
from bot.store import Event, EventKind, Store, Verified
from rules.grid import Model
from rules.policy_file import default_policy_text, parse_policy
from tests.slack.conftest import Office

SHIPPED = parse_policy(default_policy_text())
QUESTION = """
[[factors]]
id = "scale"
question = "How many people?"
why = "It is how large the work is."
source = "team default"
"""
OPTION = """
[[factors.options]]
id = "{id}"
label = "Where {model} fits"
points = {{ {model} = {points} }}
because = "A model for each size."
"""
FEW = "5_49"
POINTS = 60
"""For the model of a size: the size decides, whatever else a request proposes."""
DEAD_RULE = """
[[rules]]
id = "dead"
when = { scale = ["5_49"] }
points = { in_house = 1 }
because = "It changes nothing."
source = "team default"
"""
BEFORE = "2026.11"


def policy_text(version: str = "2026.12", *, few: Model = Model.IN_HOUSE) -> str:
    """A policy that is checked in no time: a size of work for each model, and `few` people for the model named."""
    head = default_policy_text().partition("[[factors]]")[0]
    sizes = {FEW: few} | {f"size_{number}": model for number, model in enumerate(Model) if model is not few}
    options = "".join(OPTION.format(id=size, model=model, points=POINTS) for size, model in sizes.items())
    return head.replace(f'version = "{SHIPPED.version}"', f'version = "{version}"', 1) + QUESTION + options


def direct(office: Office, person: Person) -> Channel:
    """The person's conversation with the bot."""
    return office.slack.workspace.direct({person.id, office.slack.bot.id})


def answers(office: Office, person: Person) -> list[Message]:
    """What the bot has said there."""
    return [each for each in office.slack.workspace.posted(direct(office, person)) if each.by_app]


async def uploads(office: Office, person: Person, text: str | bytes, name: str = "policy.toml") -> Message:
    """The person uploads a file to the bot and waits for the answer, whatever is said before it."""

    def answered() -> list[Message]:
        return [each for each in answers(office, person) if "the answer follows here" not in each.text]

    before = len(answered())
    content = text.encode() if isinstance(text, str) else text
    await person.upload(direct(office, person), {name: content})
    await office.slack.until(lambda: len(answered()) > before)
    return answered()[-1]


async def asks_for_the_policy(person: Person, channel: Channel | None = None) -> None:
    """The person asks which policy is in force and waits until its checks are there."""
    await person.command("/sourcing policy", channel)
    await person.waits_for("*Checks*")


def changes(office: Office) -> list[Event]:
    """Every policy that was put in force, as the log tells it."""
    with Store.read(office.database) as store:
        assert isinstance(store.verify(), Verified)
        return [each for each in store.policy_events() if each.kind is EventKind.POLICY_PUT_IN_FORCE]


def last_event(office: Office) -> Exchange:
    """The event that Slack sent last."""
    sent = [each for each in office.slack.log if isinstance(each, Sent) and each.delivery.kind == "events_api"]
    return Exchange(sent[-1].delivery, sent[-1].acknowledgement)


def command_line_version(office: Office) -> str:
    """The policy that `sourcing` goes by on the same log."""
    environment = {"SOURCING_DATABASE": str(office.database), "PATH": "", "SOURCING_POLICY": str(office.policy_file)}
    sourcing = str(Path(sys.executable).with_name("sourcing"))
    command = [sourcing, "policy", "show", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    return str(json.loads(done.stdout)["version"])
