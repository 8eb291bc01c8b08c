"""Documents as they are printed."""

import codecs
import json
import re
import sys

import click
from pydantic import BaseModel
from pydantic_core import PydanticSerializationError

_BEYOND_ASCII = re.compile("[^\x00-\x7f]")


def print_json(out: BaseModel) -> None:
    """One document on one line, valid JSON on every terminal and with whatever broken characters it carries."""
    try:
        line = out.model_dump_json()
    except PydanticSerializationError:
        line = json.dumps(out.model_dump(mode="json"), ensure_ascii=True, separators=(",", ":"))
    if not line.isascii() and codecs.lookup(sys.stdout.encoding).name != "utf-8":
        line = _BEYOND_ASCII.sub(lambda found: json.dumps(found[0])[1:-1], line)
    click.echo(line)
