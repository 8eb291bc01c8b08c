"""Requests that Slack would not send, made out of real ones by a seeded generator; most are signed all the same."""

import copy
import gzip
import json
import random
from collections.abc import Callable, Iterator, Sequence
from typing import Any
from urllib.parse import urlencode

from bot.playground.stand_in.deliveries import Delivery
from bot.slack.http import LARGEST_BODY
from tests.ordeals.connection import FORM, JSON, http_request, signed_headers

Mischief = Callable[[bytes, random.Random], bytes]
Headers = dict[str, str]


def malformed(real: Sequence[Delivery], secret: str, seed: int) -> Iterator[bytes]:
    """Without end; the same seed gives the same requests, but for their timestamps."""
    rng = random.Random(seed)
    while True:
        yield _malformed(rng.choice(real), secret, rng)


def _malformed(delivery: Delivery, secret: str, rng: random.Random) -> bytes:
    """Wrong values in four of five; in two of five, also or instead, wrong bytes, headers or signatures."""
    payload, chance = delivery.payload, rng.random()
    if chance < 0.8:
        payload = _with_wrong_values(payload, rng)
    body, content_type = _encoded(delivery, payload, rng)
    if 0.6 < chance < 0.9:
        body = rng.choice(_BODIES)(body, rng)
    headers = signed_headers(secret, body, content_type)
    method, path = "POST", "/slack/events"
    if chance > 0.85:
        name, values = rng.choice(_HEADERS)
        headers[name] = rng.choice(values)
        if headers.get("Content-Encoding") == "gzip":
            body = gzip.compress(body)
    elif chance > 0.84:
        method = rng.choice(("GET", "PUT", "DELETE", "OPTIONS", "PATCH", "NONSENSE"))
    elif chance > 0.83:
        path = rng.choice(("/", "/slack/events/", "//slack/events", "/slack/events?x=%00", "/../healthz", "/%ff"))
    return http_request(body, headers, method=method, path=path)


# --- Wrong values -------------------------------------------------------------------------------------------------


def _nested(depth: int) -> Any:
    value: Any = []
    for _ in range(depth):
        value = [value] if depth % 2 else {"blocks": value}
    return value


_VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1.5, 2**63, 10**400, float("nan"), float("inf")),
    *(
        "",
        " ",
        "\x00",
        "\ud800",
        "\udfff\ud800",
        "x" * 300,
        "é" * 40_001,
        "🎉" * 3_000,
        "\u202e",
        "\r\n\r\nHTTP/1.1 200",
    ),
    *("<!channel>", "<@U1>", "../../etc/passwd", "' OR 1=1 --", "{0.__class__}", "%s%n", "${jndi:ldap://x}", "NaN"),
    *(
        "http://127.0.0.1:1/",
        "https://hooks.slack.com.example/x",
        "1|C1|x",
        "9" * 30,
        "-1",
        "1e9",
        "T0OTHER",
        "U0OTHER",
    ),
    *([], {}, [[]], [None], [{}], {"": ""}, {"id": 1}, {"id": None}, _nested(30), _nested(301)),
)

_KEYS = ("", "type", "command", "payload", "__proto__", "x" * 300)


def _with_wrong_values(payload: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    """The payload with one to three things wrong, anywhere in it."""
    whole: dict[str, Any] = {"payload": copy.deepcopy(payload)}
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        holder, key = rng.choice(list(_places(whole["payload"])) or [(whole, "payload")])
        match rng.randrange(8):
            case 0:
                del holder[key]
            case 1:
                holder[key] = [holder[key]] * rng.choice((1, 2, 200))
            case 2:
                holder[key] = json.dumps(holder[key], default=str)
            case 3 if isinstance(holder, dict):
                holder[rng.choice(("", "type", "command", "payload", "__proto__", "x" * 300))] = copy.deepcopy(
                    rng.choice(_VALUES)
                )
            case _:
                holder[key] = copy.deepcopy(rng.choice(_VALUES))
    return dict(whole["payload"])


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in a payload: the object or list, and the key or index."""
    waiting = [value]
    while waiting:
        holder = waiting.pop()
        inside = holder.items() if isinstance(holder, dict) else enumerate(holder)
        for key, each in inside:
            yield holder, key
            if isinstance(each, dict | list):
                waiting.append(each)


# --- Wrong bytes --------------------------------------------------------------------------------------------------


def _encoded(delivery: Delivery, payload: dict[str, Any], rng: random.Random) -> tuple[bytes, str]:
    """The payload as its kind is sent, as it would be sent if it were of another kind, or with raw characters."""
    kind = delivery.kind if rng.random() < 0.97 else rng.choice(("slash_commands", "interactive", "events_api"))
    text = json.dumps(payload, ensure_ascii=rng.random() < 0.7)
    if kind == "events_api":
        return text.encode("utf-8", "surrogatepass"), JSON
    if kind == "interactive":
        return urlencode({"payload": text}, errors="surrogatepass").encode(), FORM
    fields = {name: each if isinstance(each, str) else json.dumps(each) for name, each in payload.items()}
    return urlencode(fields, errors="surrogatepass").encode(), FORM


def _spliced(body: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(body) + 1)
    return body[:at] + rng.randbytes(rng.randint(1, 20)) + body[at + rng.randint(0, 20) :]


def _instead(*bodies: bytes) -> Mischief:
    return lambda _, rng: rng.choice(bodies)


_BODIES: tuple[Mischief, ...] = (
    _spliced,
    _spliced,
    lambda body, rng: body[: rng.randrange(len(body) + 1)],
    lambda body, rng: body * rng.choice((2, 5)),
    lambda body, _: body.decode("utf-8", "replace").encode("utf-16"),
    lambda body, _: b"\xef\xbb\xbf" + body,
    lambda body, _: body.replace(b"%22", b"%2", 1).replace(b'"', b"", 1),
    lambda body, _: body + b"&x=%zz&y=%ff%fe&=&&;",
    _instead(
        b"", b"{}", b"[]", b"null", b"payload=", b"payload=null", b"payload=%7B%7D", b"command=/sourcing", b"\x00"
    ),
    _instead(b"payload=" + b"%5B" * 100_000, b"[" * 200_000, b'{"a":' * 50_000, b"payload=" + b"9" * 5_000),
    _instead(b"&".join(b"field%d=1" % number for number in range(5_000)), b"command=" * 5_000, b"%" * 100_000),
    _instead(b"payload=" + b"%22x%22" * 60_000, b"x" * LARGEST_BODY, b"x" * (LARGEST_BODY + 1)),
)

_HEADERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("X-Slack-Signature", ("", "v0=", "v0=" + "0" * 64, "v0=" + "é" * 64, "v1=x", "\udcff", "v0=" + "f" * 5_000)),
    ("X-Slack-Request-Timestamp", ("", "x", "-5", "+1700000000", "1e9", "9" * 40, "0", "٣", "\udcff", "17000000000")),
    (
        "Content-Type",
        ("", "text/xml", "multipart/form-data; boundary=x", JSON, FORM, "application/json; charset=utf-7"),
    ),
    ("Content-Encoding", ("gzip", "deflate", "br", "identity", "gzip, gzip", "x")),
    ("X-Slack-Retry-Num", ("1", "x", "9" * 400)),
    ("X-Slack-Bolt-Lazy-Only", ("1", "true")),
    ("Expect", ("x",)),
    ("Transfer-Encoding", ("x", "identity")),
    ("Cookie", ("a=" + "b" * 4_000, ";;;=", "\x01")),
    ("X-Forwarded-For", ("127.0.0.1", "\t", "x" * 9_000)),
)
