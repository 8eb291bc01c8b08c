"""Three sample requests, answered from scratch in the terminal."""

import tempfile
from datetime import UTC, datetime
from pathlib import Path

from bot.cli.card import print_card
from bot.cli.surroundings import console
from bot.desk import assess, put_on_record
from bot.policy_in_force import PolicyInForce
from bot.requests import Request
from bot.store import Store

SAMPLES = (
    ("Move our 40-seat help desk from Leeds to Manila, our own managers stay in charge.", "GB"),
    ("We want a cleaning contractor for the three Lyon sites, on site every evening, three-year contract.", "FR"),
    ("Let a vendor in Shenzhen redraw the ITAR-controlled drawings.", "US"),
)


def main() -> None:
    """Answers the samples and records them in a database that is gone afterwards."""
    in_force = PolicyInForce(None).current()
    with (
        tempfile.TemporaryDirectory() as folder,
        Store.open(Path(folder) / "decisions.db", clock=lambda: datetime.now(UTC)) as store,
    ):
        for text, home_country in SAMPLES:
            request = Request(text=text, home_country=home_country, who="demo", where="terminal")
            assessment = assess(request, in_force)
            decision = put_on_record(assessment, store)
            print_card(console(), assessment, decision.id, decision.recorded_at)
            console().rule()
    console().print('Now yours:  .venv/bin/sourcing ask "…" --home GB')


if __name__ == "__main__":
    main()
