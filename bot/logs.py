"""Structured logs: one JSON object a line, without secrets and without anybody's words."""

import json
import logging
import re
import sys
from datetime import UTC, datetime
from pathlib import Path

_SECRET = re.compile(r"(?:xoxe\.)?xox[a-z]-[\w-]+|xapp-[\w-]+|https://hooks\.slack[\w.-]*/[^\s\"']+")
_LONGEST = 4_000


class JsonLines(logging.Formatter):
    """One record as one line of JSON. Fields come from `extra={"fields": {…}}`."""

    def format(self, record: logging.LogRecord) -> str:
        """The record; tokens and response URLs are blanked, wherever they turn up."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "log": record.name,
            "says": record.getMessage(),
        }
        line.update(getattr(record, "fields", {}))
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)[-_LONGEST:]
        return _SECRET.sub("(secret)", json.dumps(line, ensure_ascii=True, default=str))


def configure_logs(level: str = "INFO", file: Path | None = None) -> None:
    """Sends everything as JSON lines to standard error, or to the end of a file."""
    handler = logging.StreamHandler(sys.stderr) if file is None else logging.FileHandler(file, encoding="utf-8")
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # Bolt prints a whole request body, with its text, when something about it is wrong.
    logging.getLogger("slack_bolt").setLevel(logging.ERROR)
    logging.getLogger("aiohttp.access").setLevel(logging.WARNING)
