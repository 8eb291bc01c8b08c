-- What the server keeps to work in Slack: where a decision came from and which one it replaces, drafts of
-- questionnaires, what has to be sent, where it was posted, and which requests have been answered already.

-- Earlier decisions have no origin, which reads '{}': NULL means erased.
ALTER TABLE decisions ADD COLUMN origin TEXT DEFAULT '{}';
ALTER TABLE decisions ADD COLUMN supersedes INTEGER REFERENCES decisions (id);

CREATE INDEX decisions_by_predecessor ON decisions (supersedes) WHERE supersedes IS NOT NULL;

DROP TRIGGER decisions_are_not_changed;
CREATE TRIGGER decisions_are_not_changed
BEFORE UPDATE OF
    id, recorded_at, home_country, policy_version, policy_sha256, ranking, recommended, standing, flags, supersedes
ON decisions
BEGIN SELECT RAISE(ABORT, 'decisions are not changed'); END;

DROP TRIGGER erasable_fields_are_only_erased;
CREATE TRIGGER erasable_fields_are_only_erased
BEFORE UPDATE OF text, who, "where", classification, answers, origin ON decisions
WHEN new.text <> coalesce(old.text, '')
    OR new.who <> coalesce(old.who, '')
    OR new."where" <> coalesce(old."where", '')
    OR new.classification <> coalesce(old.classification, '')
    OR new.answers <> coalesce(old.answers, '')
    OR new.origin <> coalesce(old.origin, '')
BEGIN SELECT RAISE(ABORT, 'decisions are not changed'); END;

CREATE TABLE idempotency_keys (
    key TEXT PRIMARY KEY,
    result INTEGER NOT NULL,
    at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE drafts (
    id TEXT PRIMARY KEY,
    who TEXT NOT NULL,
    text TEXT NOT NULL,
    home_country TEXT NOT NULL,
    function TEXT,
    post_to TEXT,
    thread_ts TEXT,
    origin TEXT NOT NULL,
    answers TEXT NOT NULL,
    page INTEGER NOT NULL,
    decision_id INTEGER REFERENCES decisions (id),
    recorded_as INTEGER REFERENCES decisions (id),
    updated_at TEXT NOT NULL,
    revision INTEGER NOT NULL
) STRICT;

CREATE INDEX drafts_by_person ON drafts (who, updated_at);
CREATE INDEX drafts_by_age ON drafts (updated_at);

CREATE TABLE posts (
    channel TEXT NOT NULL,
    ts TEXT NOT NULL,
    thread_ts TEXT,
    decision_id INTEGER NOT NULL REFERENCES decisions (id),
    private INTEGER NOT NULL CHECK (private IN (0, 1)),
    posted_at TEXT NOT NULL,
    PRIMARY KEY (channel, ts)
) STRICT, WITHOUT ROWID;

CREATE INDEX posts_by_decision ON posts (decision_id, private, channel);

CREATE TABLE outbox (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('card', 'refresh', 'notice')),
    decision_id INTEGER REFERENCES decisions (id),
    channel TEXT NOT NULL,
    thread_ts TEXT NOT NULL,     -- '' for none: in a unique index no NULL equals another
    requester TEXT,
    payload TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'sending', 'sent', 'failed')),
    attempts INTEGER NOT NULL,
    not_before TEXT NOT NULL,
    claimed_at TEXT,
    last_send_at TEXT,
    last_error TEXT
) STRICT;

CREATE UNIQUE INDEX one_card_per_place ON outbox (decision_id, channel, thread_ts) WHERE kind = 'card';
CREATE UNIQUE INDEX one_refresh_waiting ON outbox (decision_id, channel) WHERE kind = 'refresh' AND state = 'waiting';
CREATE INDEX outbox_waiting ON outbox (id) WHERE state = 'waiting';
CREATE INDEX outbox_sending ON outbox (channel) WHERE state = 'sending';
CREATE INDEX outbox_by_channel ON outbox (channel, last_send_at);
