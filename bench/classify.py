"""How long it takes to read a request, to load what reading needs, and how that grows with the text."""

import json
import subprocess
import sys
import time
from pathlib import Path

from bench.timing import say, timed
from rules.reading import classify

_LOAD = """
import time
from pathlib import Path
def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 2**20
start, before = time.perf_counter(), resident()
from rules.reading import classify
classify("Move payroll to an agency in Manila", "GB")
english = time.perf_counter()
for text in ("Wir verlagern das nach Breslau", "Nous confions cela", "Queremos externalizar", "外部に委託したい"):
    classify(text, "DE")
print((english - start) * 1000, resident() - before)
"""
_LONG = 100_000


def main() -> None:
    """Over the fresh sentences, as they are and brought to 300 characters, and over long texts of any content."""
    path = Path(__file__).parent.parent / "tests" / "fresh.jsonl"
    texts = [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines()]
    as_they_are = [text for text in texts if text]
    of_300 = [(f"{text} " * 20)[:300] for text in as_they_are]
    timed("classify, a sentence as it is", lambda text: classify(text, "GB"), as_they_are)
    timed("classify, 300 characters", lambda text: classify(text, "GB"), of_300)
    loads = [
        subprocess.run([sys.executable, "-c", _LOAD], capture_output=True, text=True, check=True) for _ in range(5)
    ]
    milliseconds, megabytes = zip(*(map(float, load.stdout.split()) for load in loads), strict=True)
    say(f"load and first request: {sorted(milliseconds)[2]:.0f} ms; all languages read: {sorted(megabytes)[2]:.1f} MB")
    for name, unit in (("words", "move payroll to Manila "), ("letters", "a"), ("brackets", "<(["), ("digits", "1,2 ")):
        short, long = (_per_character((unit * _LONG)[:length]) for length in (1_000, _LONG))
        say(f"100,000 characters of {name}: {long:.3f} us a character, {long / short:.2f} times that of 1,000")


def _per_character(text: str) -> float:
    best = min(_once(text) for _ in range(3))
    return best * 1e6 / len(text)


def _once(text: str) -> float:
    start = time.perf_counter()
    classify(text, "GB")
    return time.perf_counter() - start
