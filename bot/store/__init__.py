"""What is kept: decisions, the policies they were made under, and the chained events that tell their history.

The command line opens a `Store`. The server starts a `Writer` and `Readers`, and hands the writer functions of the
modules here, which take the open database and the moment as their first arguments: `decisions`, `answering`,
`deciding`, `delegations`, `digests`, `policies`, `policy_changes`, `uploads`, `idempotency`, `drafts`, `outbox`,
`posts`. Several of them called in one work are one transaction.
"""

from bot.store.course import Asked, Course, Decided, Given, Move, Reopened
from bot.store.decision import Answered, NewDecision, RecordedDecision
from bot.store.delegations import KeptDelegation
from bot.store.digest_settings import DigestSettings, DigestState, KeptDigest, Run, RunState, Section
from bot.store.drafts import Draft
from bot.store.errors import (
    AnsweredMeanwhileError,
    CannotMoveError,
    DamagedError,
    DigestChangedError,
    DigestSentError,
    DraftChangedError,
    ErasedError,
    InTheWayError,
    LogGoneError,
    MovedMeanwhileError,
    NobodyToEraseError,
    NoLogYetError,
    NoReasonError,
    NoRoomError,
    NoSuchDecisionError,
    NoSuchDelegationError,
    NoSuchDigestError,
    NoSuchDraftError,
    NoSuchUploadError,
    NotYoursError,
    OlderLogError,
    PolicyChangedError,
    StoreError,
    TooLateError,
)
from bot.store.event import Event, EventKind
from bot.store.heads import Head, Published
from bot.store.outbox_rows import (
    CardRow,
    DigestMoreRow,
    DigestRewriteRow,
    DigestRow,
    HomeRow,
    MessageRow,
    NoticeRow,
    OutboxRow,
    OutboxState,
    RefreshRow,
    ReminderRow,
    ReplyRow,
    RewriteRow,
)
from bot.store.policies import KeptPolicy
from bot.store.policy_changes import PolicyChange, PolicyVersion
from bot.store.posts import Post
from bot.store.repeats import Repeat
from bot.store.search import Filters
from bot.store.store import Reader, Store
from bot.store.uploads import Upload, UploadState
from bot.store.verdict import Broken, Verified
from bot.store.visibility import Viewer
from bot.store.writer import Readers, Writer
from rules.decision_status import Status

__all__ = [
    "Answered",
    "AnsweredMeanwhileError",
    "Asked",
    "Broken",
    "CannotMoveError",
    "CardRow",
    "Course",
    "DamagedError",
    "Decided",
    "DigestChangedError",
    "DigestMoreRow",
    "DigestRewriteRow",
    "DigestRow",
    "DigestSentError",
    "DigestSettings",
    "DigestState",
    "Draft",
    "DraftChangedError",
    "ErasedError",
    "Event",
    "EventKind",
    "Filters",
    "Given",
    "Head",
    "HomeRow",
    "InTheWayError",
    "KeptDelegation",
    "KeptDigest",
    "KeptPolicy",
    "LogGoneError",
    "MessageRow",
    "Move",
    "MovedMeanwhileError",
    "NewDecision",
    "NoLogYetError",
    "NoReasonError",
    "NoRoomError",
    "NoSuchDecisionError",
    "NoSuchDelegationError",
    "NoSuchDigestError",
    "NoSuchDraftError",
    "NoSuchUploadError",
    "NobodyToEraseError",
    "NotYoursError",
    "NoticeRow",
    "OlderLogError",
    "OutboxRow",
    "OutboxState",
    "PolicyChange",
    "PolicyChangedError",
    "PolicyVersion",
    "Post",
    "Published",
    "Reader",
    "Readers",
    "RecordedDecision",
    "RefreshRow",
    "ReminderRow",
    "Reopened",
    "Repeat",
    "ReplyRow",
    "RewriteRow",
    "Run",
    "RunState",
    "Section",
    "Status",
    "Store",
    "StoreError",
    "TooLateError",
    "Upload",
    "UploadState",
    "Verified",
    "Viewer",
    "Writer",
]
