"""The policy that requests are judged by.

It is what the policy file says, or the policy that ships with the product where no file is named, until a version is
put in force from Slack. That one stays until another is put in force, or until the file is changed: then the file is
the newer word. Log and file together tell which it is, so that the server and the command line give one answer.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from bot.store import PutInForce
from rules.policy import Policy
from rules.policy_file import PolicyMistakesError, default_policy_text, parse_policy, read_policy_text

FILE_CHANGED = "SOURCING_POLICY"
"""Who put a policy in force where the policy file was changed: the setting that names it."""


class OutlivedPolicyError(PolicyMistakesError):
    """What was put in force from Slack is no policy to this release, which reads policies more strictly."""

    def __init__(self, error: PolicyMistakesError) -> None:
        super().__init__(error.name, list(error.mistakes))
        way_out = (
            f"This release does not take {error.name}, which was put in force from Slack. "
            "`sourcing policy show --toml` prints it: mend what is wrong and name the file in SOURCING_POLICY."
        )
        self.args = (f"{way_out}\n{error}",)


@dataclass(frozen=True, slots=True)
class PolicyText:
    """A policy as it is written, whether or not it can be read."""

    name: str
    """What it is called where its mistakes are named."""
    text: str


def text_in_force(path: Path | None, file_text: str | None, put: PutInForce | None) -> PolicyText:
    """What is in force by the file and the log: what was put in force, unless a file is named and was changed since."""
    if put is not None and (file_text is None or sha256(file_text) == put.file_sha256):
        return PolicyText(f"policy {put.policy.version}", put.policy.toml)
    if file_text is not None:
        return PolicyText(str(path), file_text)
    return PolicyText("default.toml", default_policy_text())


def sha256(text: str) -> str:
    """The hash that a text is known by."""
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class InForce:
    """A policy together with the text it was read from, which the log keeps."""

    policy: Policy
    text: str


class PolicyInForce:
    """Reads a policy file again whenever it changes, and stays with the last good one while the file has mistakes."""

    def __init__(self, path: Path | None, put: PutInForce | None = None) -> None:
        """Reads the file, or the policy that ships with the product for None; raises PolicyMistakesError.

        `put` is what was put in force last, as the log tells it.
        """
        self._path = path
        self._seen = _stamp(path)
        self._put = put
        self._file_text = read_policy_text(path) if path else None
        self._good = self._chosen()
        self.mistakes: PolicyMistakesError | None = None
        """Why the file as it is now is not in force; None while it is."""

    def current(self) -> InForce:
        """The last good policy, after a look at whether the file has changed."""
        stamp = _stamp(self._path)
        if self._path is not None and stamp != self._seen:
            self._seen = stamp
            try:
                self._file_text = read_policy_text(self._path)
                self._good = self._chosen()
                self.mistakes = None
            except PolicyMistakesError as error:
                self.mistakes = error
        return self._good

    @property
    def put(self) -> PutInForce | None:
        """What was put in force last, whether or not the file was changed since; None where nothing ever was."""
        return self._put

    @property
    def put_from_slack(self) -> PutInForce | None:
        """Who put the policy in force that is, and when; None where it was not put in force from Slack."""
        put = self._put
        by_somebody = put is not None and put.actor != FILE_CHANGED
        return put if put and by_somebody and put.policy.sha256 == self._good.policy.sha256 else None

    @property
    def from_file(self) -> bool:
        """Whether it is the policy file that is in force."""
        return self._path is not None and self._good.text == self._file_text

    @property
    def file_sha256(self) -> str | None:
        """The hash of the policy file as it was last read; None where none is named."""
        return None if self._file_text is None else sha256(self._file_text)

    @property
    def file_is_newer(self) -> bool:
        """Whether the file is in force because it was changed after a version had been put in force."""
        return self._put is not None and self.from_file and self.file_sha256 != self._put.file_sha256

    def has_been_put(self, put: PutInForce, policy: Policy) -> None:
        """Takes up what was put in force, once that is on disk; `policy` is what its text says."""
        self._put = put
        if text_in_force(self._path, self._file_text, put).text == put.policy.toml:
            self._good = InForce(policy, put.policy.toml)

    def _chosen(self) -> InForce:
        """What is in force by the file and the log."""
        chosen = text_in_force(self._path, self._file_text, self._put)
        try:
            return InForce(parse_policy(chosen.text, name=chosen.name), chosen.text)
        except PolicyMistakesError as error:
            if self._put is not None and chosen.text == self._put.policy.toml:
                raise OutlivedPolicyError(error) from None
            raise


def _stamp(path: Path | None) -> tuple[int, int, int] | None:
    try:
        status = path.stat() if path else None
    except OSError:
        return None
    return (status.st_mtime_ns, status.st_size, status.st_ino) if status else None
