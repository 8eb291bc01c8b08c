"""What a command reads and prints, on whatever terminal: nothing that is said may end in an error about characters."""

import codecs
import io
import re
import sys
import unicodedata

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


def visible(text: str) -> str:
    """Somebody's words with control and direction-changing characters made harmless for a terminal."""
    return "".join(
        character if character == " " or unicodedata.category(character)[0] != "C" else _stand_in(character)
        for character in re.sub(r"[\r\n\t]+", " ", text)
    )


def _stand_in(character: str) -> str:
    # Joiners build emoji and are needed in several scripts; everything else of its kind only hides or reorders.
    return character if character in "\u200c\u200d" else "·"


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
