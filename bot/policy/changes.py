"""What is done with the policy from Slack: who may, what is in force, and putting another version in force, once."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from bot.current_policy import FILE_CHANGED, CurrentPolicy, LoadedPolicy
from bot.notices import tell
from bot.policy.apart import ApartError, PassedLimitError, reviewed_apart
from bot.policy.offered_files import UNNAMED
from bot.policy.review import CurrentText
from bot.reference import Reference
from bot.store import (
    NoSuchUploadError,
    PolicyChange,
    PolicyChangedError,
    PolicyVersion,
    Upload,
    UploadState,
    idempotency,
    policy_changes,
    uploads,
)
from bot.store.driver import Database
from bot.store.writer import Readers, Writer
from bot.tasks import on_a_thread
from bot.views.blocks import Block
from bot.views.policy import messages as views
from bot.views.policy.messages import PolicyState
from rules.policy_file import parse_policy

MOST_WAITING = 5
"""Files of one person that may wait to be answered."""


class NotAnOwnerError(Exception):
    """Only policy owners may put a policy in force."""


@dataclass(frozen=True, slots=True)
class Outdated:
    """The version was compared with another than the one in force now."""

    version: str
    now: str
    """The version in force."""


@dataclass(frozen=True, slots=True)
class Discarded:
    """The offer was discarded: by this click or by an earlier one."""

    name: str


class PolicyChanges:
    """The policy in force, and its owners."""

    def __init__(self, current: CurrentPolicy, writer: Writer, readers: Readers, owners: Collection[str]) -> None:
        self._current = current
        self._writer = writer
        self._readers = readers
        self._checking: dict[str, asyncio.Task[Block]] = {}
        """What is said of a policy's text: of the one that was checked last, and of those still being checked."""
        self.owners: Sequence[str] = sorted(owners)
        """The Slack users who may put a policy in force."""

    def is_owner(self, who: str) -> bool:
        """Whether this person may put a policy in force."""
        return who in self.owners

    async def state(self) -> PolicyState:
        """The policy in force with all that is said of it."""
        await self.follow_file()
        loaded, change = self._current.loaded(), self._current.change_from_slack
        policy = loaded.policy
        events = await self._readers.run(lambda reader: reader.policy_events())
        told = events[-1] if events and events[-1].details["sha256"] == policy.sha256 else None
        return PolicyState(
            policy=policy,
            change=change,
            from_file=self._current.from_file,
            since=told.at if told else None,
            file_has_mistakes=self._current.mistakes is not None,
            checks=await self._checks_or_why_not(loaded.text),
            owners=self.owners,
        )

    async def stop(self) -> None:
        """Ends the check of the policy in force, if there is one."""
        for checking in self._checking.values():
            checking.cancel()
        await asyncio.gather(*self._checking.values(), return_exceptions=True)

    async def _checks_or_why_not(self, text: str) -> Block:
        try:
            return await self._checks(text)
        except ApartError:
            return views.unchecked_block("it could not be checked just now. Please ask again in a moment;")

    async def _checks(self, text: str) -> Block:
        """One check of a policy, however many people ask meanwhile: it can take many times as long as they wait."""
        checking = self._checking.get(text)
        if checking is None or _failed(checking):
            self._checking = {each: task for each, task in self._checking.items() if not task.done()}
            checking = asyncio.create_task(_checks_apart(text), name="checking the policy in force")
            self._checking[text] = checking
        return await asyncio.shield(checking)

    async def receive(self, event: str, who: str, name: str, files: Sequence[Mapping[str, Any]]) -> None:
        """Keeps what somebody has sent, to be answered; once for each event.

        Whoever has too many files waiting already is told so instead.
        """

        def work(db: Database, at: datetime) -> None:
            def kept() -> int:
                if uploads.waiting(db, who) >= MOST_WAITING:
                    return tell(db, at, who, views.too_many_message(name or UNNAMED, MOST_WAITING))
                return uploads.receive(db, at, who=who, name=name, files=files)

            idempotency.once(db, at, event, kept)

        await self._writer.run(work)

    async def offer_meant(self, about: Reference, ts: str | None) -> Reference:
        """The upload that a button in a message is about; raises NoSuchUploadError, also where another has its number.

        After an older backup was put back, numbers are given out again.
        """
        upload = await self._readers.run(lambda reader: reader.upload(about.number))
        if not upload.is_meant(about, ts):
            raise NoSuchUploadError
        return upload.reference

    async def put_in_force(self, upload_id: int, who: str) -> PolicyChange | Outdated | Discarded:
        """Puts an offered policy in force, on disk before this returns; the same change however often it is asked.

        Raises NotAnOwnerError, and NoSuchUploadError for an offer that is too old.
        """
        if not self.is_owner(who):
            raise NotAnOwnerError
        await self.follow_file()
        upload = await self._readers.run(lambda reader: reader.upload(upload_id))
        text = upload.toml
        if text is None:
            raise NoSuchUploadError
        policy = await on_a_thread(partial(parse_policy, text, upload.name))
        before, known, file_sha256 = self._current.loaded().policy, self._current.last_change, self._current.file_sha256

        def work(db: Database, at: datetime) -> PolicyChange | None:
            last = policy_changes.latest(db)
            if last is not None and last.policy.sha256 == policy.sha256:
                return last
            state = uploads.get(db, upload_id).state
            if state is UploadState.DISCARDED:
                return None
            if state is UploadState.PUT_IN_FORCE or upload.compared_with != before.sha256:
                raise PolicyChangedError  # also where this one was, and another is since: no click undoes that
            uploads.settle(db, upload_id, UploadState.PUT_IN_FORCE)
            return policy_changes.put_in_force(
                db,
                at,
                LoadedPolicy(policy, text).kept,
                actor=who,
                instead_of=PolicyVersion(before.version, before.sha256),
                file_sha256=file_sha256,
                after=known.seq if known else None,
            )

        try:
            done = await self._writer.run(work)
        except PolicyChangedError:
            await self._catch_up()
            return Outdated(policy.version, self._current.loaded().policy.version)
        if done is None:
            return Discarded(upload.name)
        self._current.take_up(done, policy)
        return done

    async def discard(self, upload_id: int, who: str) -> PolicyChange | Discarded:
        """Drops an offer, unless it has been put in force; raises NoSuchUploadError, also for somebody else's."""

        def work(db: Database, _: datetime) -> tuple[Upload, PolicyChange | None]:
            upload, last = _sent_by(uploads.get(db, upload_id), who), policy_changes.latest(db)
            if upload.state is UploadState.PUT_IN_FORCE and last is not None and last.policy.toml == upload.toml:
                return upload, last
            uploads.settle(db, upload_id, UploadState.DISCARDED)
            return upload, None

        upload, last = await self._writer.run(work)
        return Discarded(upload.name) if last is None else last

    async def check_again(self, upload_id: int, who: str) -> str:
        """Has an offer compared with the policy in force now; the file's name.

        Once for each offer, which counts as discarded then. Raises NoSuchUploadError, also for somebody else's.
        """

        def work(db: Database, at: datetime) -> Upload:
            upload = _sent_by(uploads.get(db, upload_id), who)
            if uploads.settle(db, upload_id, UploadState.DISCARDED):
                uploads.receive(db, at, who=who, name=upload.name, files=(), toml=upload.toml)
            return upload

        return (await self._writer.run(work)).name

    async def follow_file(self) -> None:
        """Where the policy file was changed after a version had been put in force, puts that on the record."""
        loaded, known = self._current.loaded(), self._current.last_change
        if known is None or not self._current.file_is_newer:
            return
        policy, file_sha256 = loaded.policy, self._current.file_sha256

        def work(db: Database, at: datetime) -> PolicyChange:
            return policy_changes.put_in_force(
                db,
                at,
                loaded.kept,
                actor=FILE_CHANGED,
                instead_of=PolicyVersion(known.policy.version, known.policy.sha256),
                file_sha256=file_sha256,
                after=known.seq,
            )

        try:
            self._current.take_up(await self._writer.run(work), policy)
        except PolicyChangedError:
            await self._catch_up()

    async def _catch_up(self) -> None:
        """Goes by what the log says was put in force, where somebody else was quicker."""
        change = await self._readers.run(lambda reader: reader.latest_policy_change())
        if change is not None:
            policy = await on_a_thread(partial(parse_policy, change.policy.toml, f"policy {change.policy.version}"))
            self._current.take_up(change, policy)


def _failed(task: asyncio.Task[Block]) -> bool:
    return task.done() and (task.cancelled() or task.exception() is not None)


async def _checks_apart(text: str) -> Block:
    try:
        (block,) = (await reviewed_apart(CurrentText(text=text))).blocks
    except PassedLimitError as error:
        return views.unchecked_block(str(error))
    return block


def _sent_by(upload: Upload, who: str) -> Upload:
    if upload.who != who:
        raise NoSuchUploadError
    return upload
