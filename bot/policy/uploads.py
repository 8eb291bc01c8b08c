"""Answers the policy files that people have sent: fetched, checked, compared, each apart from the server.

An upload stands in the log's file before its event is acknowledged, and its answer goes into the outbox in the
transaction that settles it: a kill in between leaves it to the next start, and it is answered once. Each person has one
file checked at a time, so whoever sends a hundred waits for them alone.
"""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from bot.current_policy import CurrentPolicy
from bot.notices import tell
from bot.policy.apart import ApartError, PassedLimitError, reviewed_apart
from bot.policy.changes import PolicyChanges
from bot.policy.offered_files import UNNAMED, refusal
from bot.policy.review import SentFile
from bot.reviewers import Reviewers
from bot.sight import Sight, near
from bot.slack.files import (
    FileError,
    FileGoneError,
    FileNotSeenError,
    FileNotYetError,
    FileTooLargeError,
    NoRightToFileError,
    SlackFiles,
)
from bot.slack.payloads import SharedFile
from bot.slack.people import Membership, People
from bot.store import StoreError, Upload, Viewer, uploads
from bot.store.arrivals import Arrival
from bot.store.driver import Database
from bot.store.writer import Writer
from bot.tasks import woken
from bot.views import messages
from bot.views.card import Message
from bot.views.markup import in_one_line, mrkdwn
from bot.views.policy import messages as policy
from rules.policy_file import LARGEST, PolicyMistakesError, decoded_policy

log = logging.getLogger(__name__)

_Asked = TypeVar("_Asked")

_LOOK_SECONDS = 1.0
"""Between two looks at whether the policy file has changed."""
_BUSY_SECONDS = 0.5
_LONGEST_PAUSE = 60.0
"""Seconds between two attempts where the log cannot be used: the first few, and at most."""
_WAITS = (0.5, 2.0)
"""Seconds before a file is asked for again that Slack does not hand out."""
_LONG = 32 * 1024
"""Characters of a file whose answer may take a while; without a word at once people upload it again."""
_MOST_ATTEMPTS = 3
"""A file that was so often begun and never answered is not tried once more."""
_MOST_AT_ONCE = 4
"""People whose files are checked at the same time: a process each."""
_LONGEST_NAME = 255


@dataclass(frozen=True, slots=True)
class _Answer:
    message: Message
    offered: str | None = None
    """The text that may be put in force."""
    compared_with: str | None = None


class PolicyUploads:
    """Works through the uploads until it is stopped, and keeps an eye on the policy file in between."""

    def __init__(
        self,
        changes: PolicyChanges,
        current: CurrentPolicy,
        files: SlackFiles,
        database: Path,
        writer: Writer,
        people: People,
        sight: Sight,
        reviewers: Reviewers,
    ) -> None:
        self._changes = changes
        self._current = current
        self._files = files
        self._database = database
        self._writer = writer
        self._people = people
        self._sight = sight
        self._reviewers = reviewers
        self._arrived = asyncio.Event()
        self._working: asyncio.Task[None] | None = None
        self._answering: dict[str, asyncio.Task[None]] = {}
        """By whose file it is."""

    async def start(self) -> None:
        """Records a change of the policy file since the last run, then begins with what was left unanswered."""
        await self._changes.follow_file()
        self._writer.tell_of(Arrival.POLICY_FILE, self._arrived.set)
        self._arrived.set()
        self._working = asyncio.create_task(self._work(), name="answering policy files")

    async def stop(self) -> None:
        """Leaves what is not answered to the next run; ends what is being checked."""
        if self._working is None:
            return
        running = [self._working, *self._answering.values()]
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    async def _work(self) -> None:
        failed = 0
        while True:
            try:
                await self._changes.follow_file()
                if self._arrived.is_set():
                    self._arrived.clear()
                    await self._begin()
                failed = 0
                await woken(self._arrived, _LOOK_SECONDS)
                continue
            except StoreError as error:
                log.error("policy files cannot be answered now: %s", error)
            except Exception:
                # Whatever it is, the next file is answered.
                log.exception("answering policy files failed")
            self._arrived.set()
            await asyncio.sleep(min(_LONGEST_PAUSE, _BUSY_SECONDS * 2.0 ** min(failed, 16)))
            failed += 1

    async def _begin(self) -> None:
        """Begins with the oldest files of people who have none that is being checked, as many as may be at once."""
        while len(self._answering) < _MOST_AT_ONCE:
            upload = await self._writer.run(partial(_claimed, list(self._answering)))
            if upload is None:
                return
            task = asyncio.create_task(self._answer_and_settle(upload), name="answering a policy file")
            self._answering[upload.who] = task
            task.add_done_callback(partial(self._done, upload.who))

    def _done(self, who: str, _: asyncio.Task[None]) -> None:
        del self._answering[who]
        self._arrived.set()

    async def _answer_and_settle(self, upload: Upload) -> None:
        try:
            await self._settle(upload, await self._answer(upload))
        except StoreError as error:
            log.error("a policy file cannot be answered now: %s", error, extra={"fields": {"upload": upload.id}})
            await asyncio.sleep(_BUSY_SECONDS)

    async def _settle(self, upload: Upload, answer: _Answer) -> None:
        def work(db: Database, at: datetime) -> None:
            if uploads.answer(db, upload.id, offered=answer.offered, compared_with=answer.compared_with):
                tell(db, at, upload.who, answer.message)

        await self._writer.run(work)

    async def _answer(self, upload: Upload) -> _Answer:
        """What is said to an upload. Whatever goes wrong is said too, and never ends the work."""
        try:
            if upload.attempts > _MOST_ATTEMPTS:
                return _failed(upload)
            if upload.toml is not None:
                return await self._reviewed(upload, upload.toml)
            file = await self._found(upload)
            if (refused := refusal(file)) is not None:
                return _Answer(refused)
            upload = replace(upload, name=file.name or upload.name)
            text = decoded_policy(await self._fetch(upload, file.url_private_download or ""), upload.name)
            if not text.strip():
                return _Answer(policy.unreadable_message(upload.name, mrkdwn("the file is empty.")))
            return await self._reviewed(upload, text)
        except PolicyMistakesError as error:
            return _Answer(policy.mistakes_message(upload.name, error.mistakes, error.more))
        except FileError as error:
            return _Answer(_not_fetched(upload, error))
        except StoreError:
            raise
        except Exception:
            log.exception("a policy file could not be checked", extra={"fields": {"upload": upload.id}})
            return _failed(upload)

    async def _reviewed(self, upload: Upload, text: str) -> _Answer:
        membership = await self._people.membership(upload.who)
        if membership is Membership.OUTSIDER:
            return _Answer(policy.outsider_message())
        if len(text) > _LONG and upload.attempts == 1:
            first_word = policy.takes_a_while_message(upload.name)
            await self._writer.run(lambda db, at: tell(db, at, upload.who, first_word))
        sent = SentFile(
            about=str(upload.reference),
            name=in_one_line(upload.name)[:_LONGEST_NAME],
            text=text,
            in_force=self._current.loaded().text,
            database=self._database,
            viewer=await self._viewer(upload.who, membership),
            by_owner=self._changes.is_owner(upload.who),
            owners=self._changes.owners,
            circle=(await self._reviewers.roster(anew=True, thorough=True)).circle,
        )
        try:
            review = await reviewed_apart(sent)
        except PassedLimitError as error:
            log.warning("a policy file passed its limits", extra={"fields": {"upload": upload.id}})
            return _Answer(policy.past_limits_message(upload.name, str(error)))
        except ApartError:
            return _failed(upload)
        return _Answer(Message(review.text, review.blocks), text if review.offered else None, review.compared_with)

    async def _viewer(self, who: str, membership: Membership) -> Viewer | None:
        """Which decisions they are told of; None for a policy owner, who decides on all."""
        if self._changes.is_owner(who) and self._people.may_decide(membership):
            return None
        viewer = await self._sight.over_everything(near(who, None), membership)
        return replace(viewer, closed=frozenset(viewer.closed))  # as JSON takes it

    async def _found(self, upload: Upload) -> SharedFile:
        """What Slack says of the file: in the message, or where that has its id only, when it is asked."""
        told = SharedFile.model_validate({"name": upload.name or None, **upload.files[0]})
        if told.is_described:
            return told
        file = await self._patiently(upload, lambda: self._files.about(told.id))
        if file.name:
            called = file.name
            await self._writer.run(lambda db, _: uploads.name(db, upload.id, called))
        return file

    async def _fetch(self, upload: Upload, url: str) -> bytes:
        try:
            return await self._patiently(upload, lambda: self._files.fetch(url, LARGEST))
        except FileNotSeenError as error:
            # Was it deleted, or was that Slack's own trouble?
            file = await self._patiently(upload, lambda: self._files.about(upload.files[0]["id"]))
            if file.is_gone:
                raise FileGoneError(str(error)) from error
            raise FileError(str(error)) from error

    async def _patiently(self, upload: Upload, ask: Callable[[], Awaitable[_Asked]]) -> _Asked:
        for wait in _WAITS:
            try:
                return await ask()
            except FileNotYetError as error:
                log.info("a policy file is not there yet: %s", error, extra={"fields": {"upload": upload.id}})
                await asyncio.sleep(wait)
        return await ask()


def _not_fetched(upload: Upload, error: FileError) -> Message:
    name = upload.name or UNNAMED
    match error:
        case FileTooLargeError():
            return policy.too_large_message(name, LARGEST)
        case FileGoneError() | FileNotSeenError():
            return policy.deleted_message(name, sure=isinstance(error, FileGoneError))
        case NoRightToFileError():
            log.error("the app may not read files: %s; it needs the scope files:read", error)
            return policy.no_right_message(name)
        case _:
            log.warning("a policy file could not be fetched: %s", error, extra={"fields": {"upload": upload.id}})
            return policy.unreadable_message(name, mrkdwn("Slack did not hand the file over. Please upload it again."))


def _claimed(busy: Collection[str], db: Database, _: datetime) -> Upload | None:
    return uploads.claim_next(db, but=busy)


def _failed(upload: Upload) -> _Answer:
    reference = secrets.token_hex(4)
    log.error("a policy file was given up", extra={"fields": {"upload": upload.id, "reference": reference}})
    return _Answer(messages.error_notice(reference, "This file could not be checked."))
