"""What a command reads and prints, on whatever terminal: nothing that is said may end in an error about characters."""

import codecs
import io
import json
import re
import sys
import unicodedata

import click
from pydantic import BaseModel
from pydantic_core import PydanticSerializationError

_LEGIBLE = "sourcing_legible"
_ASCII = "sourcing_ascii"
_IN_ASCII = {
    **dict.fromkeys("“”„‟″", '"'),
    **dict.fromkeys("‘’‚‛′", "'"),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    "…": "...",
    "·": "-",
    "•": "-",
    "×": "x",
    "→": "->",
    "←": "<-",
    "€": "EUR",
    "£": "GBP",
    "ß": "ss",
    "█": "#",
}
_BEYOND_ASCII = re.compile("[^\x00-\x7f]")


def make_legible() -> None:
    """Let the standard streams replace what their terminal cannot show, instead of failing on it.

    Call it before anything is printed: a decision is on the record by the time its card is.
    """
    codecs.register_error(_LEGIBLE, _legible)
    codecs.register(_ascii_by_another_name)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # Click takes a stream named "ascii" for a mistake and prints UTF-8 on it all the same.
            encoding = _ASCII if codecs.lookup(stream.encoding).name == "ascii" else stream.encoding
            stream.reconfigure(encoding=encoding, errors=_LEGIBLE)
    if isinstance(sys.stdin, io.TextIOWrapper):
        encoding = "utf-8" if codecs.lookup(sys.stdin.encoding).name == "ascii" else sys.stdin.encoding
        sys.stdin.reconfigure(encoding=encoding, errors="replace")


def words(given: str) -> str:
    """Somebody's words as typed: UTF-8 even where the locale knows ASCII only, and U+FFFD for what is not."""
    return given.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def print_json(out: BaseModel) -> None:
    """One document on one line, valid JSON on every terminal and with whatever broken characters it carries."""
    try:
        line = out.model_dump_json()
    except PydanticSerializationError:
        line = json.dumps(out.model_dump(mode="json"), ensure_ascii=True, separators=(",", ":"))
    if not line.isascii() and codecs.lookup(sys.stdout.encoding).name != "utf-8":
        line = _BEYOND_ASCII.sub(lambda found: json.dumps(found[0])[1:-1], line)
    click.echo(line)


def _legible(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(_in_ascii, error.object[error.start : error.end])), error.end


def _in_ascii(char: str) -> str:
    """The nearest that ASCII has: without the accent, by a usual spelling, or a question mark."""
    bare = unicodedata.normalize("NFKD", char).encode("ascii", "ignore").decode()
    return _IN_ASCII.get(char) or bare or "?"


def _ascii_by_another_name(name: str) -> codecs.CodecInfo | None:
    if name != _ASCII:
        return None
    known = codecs.lookup("ascii")
    return codecs.CodecInfo(
        known.encode, known.decode, known.streamreader, known.streamwriter, known.incrementalencoder, name=_ASCII
    )
