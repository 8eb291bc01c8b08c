"""The browser that the tests drive."""

import shutil

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""It keeps to itself: no updates, no calls home."""
ADVICE = "needs Chromium; on Debian: apt-get install chromium"


def chromium() -> str:
    """The program; raises FileNotFoundError, saying what to install."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if program := shutil.which(name):
            return program
    raise FileNotFoundError(ADVICE)
