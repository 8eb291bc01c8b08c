"""The policy that requests are judged by.

It is what the policy file says, or the policy that ships with the product where no file is named, until a version is
put in force from Slack. That one stays until another is put in force, or until the file is changed: then the file is
the newer word. Log and file together tell which it is, so that the server and the command line give one answer.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from bot.store import KeptPolicy, PolicyChange
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


def current_text(path: Path | None, file_text: str | None, change: PolicyChange | None) -> PolicyText:
    """What is in force by the file and the last change: its policy, unless a file is named and was changed since."""
    if change is not None and (file_text is None or sha256(file_text) == change.file_sha256):
        return PolicyText(f"policy {change.policy.version}", change.policy.toml)
    if file_text is not None:
        return PolicyText(str(path), file_text)
    return PolicyText("default.toml", default_policy_text())


def sha256(text: str) -> str:
    """The hash that a text is known by."""
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class LoadedPolicy:
    """A policy together with the text it was read from."""

    policy: Policy
    text: str

    @property
    def kept(self) -> KeptPolicy:
        """The same as the log keeps it."""
        return KeptPolicy(self.policy.version, self.policy.sha256, self.text)


class CurrentPolicy:
    """The policy in force.

    Reads the policy file again whenever it changes, and stays with the last good one while the file has mistakes.
    """

    def __init__(self, path: Path | None, last_change: PolicyChange | None = None) -> None:
        """Reads the file, or the policy that ships with the product for None; raises PolicyMistakesError.

        `last_change` is the last one on the log.
        """
        self._path = path
        self._seen = _stamp(path)
        self._last_change = last_change
        self._file_text = read_policy_text(path) if path else None
        self._good = self._chosen()
        self.mistakes: PolicyMistakesError | None = None
        """Why the file as it is now is not in force; None while it is."""

    def loaded(self) -> LoadedPolicy:
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
    def last_change(self) -> PolicyChange | None:
        """What was put in force last, whether or not the file was changed since; None where nothing ever was."""
        return self._last_change

    @property
    def change_from_slack(self) -> PolicyChange | None:
        """Who put the policy in force that is, and when; None where it was not put in force from Slack."""
        change = self._last_change
        if change is None or change.actor == FILE_CHANGED or change.policy.sha256 != self._good.policy.sha256:
            return None
        return change

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
        return self._last_change is not None and self.from_file and self.file_sha256 != self._last_change.file_sha256

    def take_up(self, change: PolicyChange, policy: Policy) -> None:
        """Goes by what was put in force, once that is on disk; `policy` is what its text says."""
        self._last_change = change
        if current_text(self._path, self._file_text, change).text == change.policy.toml:
            self._good = LoadedPolicy(policy, change.policy.toml)

    def _chosen(self) -> LoadedPolicy:
        """What is in force by the file and the log."""
        chosen = current_text(self._path, self._file_text, self._last_change)
        try:
            return LoadedPolicy(parse_policy(chosen.text, name=chosen.name), chosen.text)
        except PolicyMistakesError as error:
            if self._last_change is not None and chosen.text == self._last_change.policy.toml:
                raise OutlivedPolicyError(error) from None
            raise


def _stamp(path: Path | None) -> tuple[int, int, int] | None:
    try:
        status = path.stat() if path else None
    except OSError:
        return None
    return (status.st_mtime_ns, status.st_size, status.st_ino) if status else None
