"""The policy that requests are judged by, and what happens when its file changes."""

from dataclasses import dataclass
from pathlib import Path

from rules.policy import Policy
from rules.policy_file import PolicyMistakesError, default_policy_text, parse_policy, read_policy_text


@dataclass(frozen=True, slots=True)
class InForce:
    """A policy together with the text it was read from, which the log keeps."""

    policy: Policy
    text: str


class PolicyInForce:
    """Reads a policy file again whenever it changes, and stays with the last good one while the file has mistakes."""

    def __init__(self, path: Path | None) -> None:
        """Reads the file, or the policy that ships with the product for None; raises PolicyMistakesError."""
        self._path = path
        self._seen = _stamp(path)
        self._good = _read(path)
        self.mistakes: PolicyMistakesError | None = None
        """Why the file as it is now is not in force; None while it is."""

    def current(self) -> InForce:
        """The last good policy, after a look at whether the file has changed."""
        stamp = _stamp(self._path)
        if stamp != self._seen:
            self._seen = stamp
            try:
                self._good = _read(self._path)
                self.mistakes = None
            except PolicyMistakesError as error:
                self.mistakes = error
        return self._good


def _stamp(path: Path | None) -> tuple[int, int, int] | None:
    try:
        status = path.stat() if path else None
    except OSError:
        return None
    return (status.st_mtime_ns, status.st_size, status.st_ino) if status else None


def _read(path: Path | None) -> InForce:
    text = read_policy_text(path) if path else default_policy_text()
    return InForce(parse_policy(text, name=str(path) if path else "default.toml"), text)
