-- What people are told of a decision after it was posted: lines in the threads of its cards, direct messages that are
-- drawn from the record when they are sent, reminders, and what stands on somebody's Home.

CREATE TABLE outbox_with_events (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('card', 'refresh', 'notice', 'reply', 'rewrite', 'reminder', 'home')),
    decision_id INTEGER REFERENCES decisions (id),
    event INTEGER REFERENCES events (seq),    -- what is told of; NULL where it is no event
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

INSERT INTO outbox_with_events (
    id, kind, decision_id, channel, thread_ts, requester, payload, state, attempts, not_before, claimed_at,
    last_send_at, last_error
)
SELECT
    id, kind, decision_id, channel, thread_ts, requester, payload, state, attempts, not_before, claimed_at,
    last_send_at, last_error
FROM outbox ORDER BY id;

DROP TABLE outbox;
ALTER TABLE outbox_with_events RENAME TO outbox;

CREATE UNIQUE INDEX one_card_per_place ON outbox (decision_id, channel, thread_ts) WHERE kind = 'card';
CREATE UNIQUE INDEX one_refresh_waiting ON outbox (decision_id, channel) WHERE kind = 'refresh' AND state = 'waiting';
CREATE UNIQUE INDEX one_rewrite_waiting ON outbox (decision_id, channel) WHERE kind = 'rewrite' AND state = 'waiting';
CREATE UNIQUE INDEX one_home_waiting ON outbox (channel) WHERE kind = 'home' AND state = 'waiting';
CREATE UNIQUE INDEX one_reminder_on_its_way ON outbox (channel)
WHERE kind = 'reminder' AND state IN ('waiting', 'sending');
CREATE UNIQUE INDEX told_once_in_a_place ON outbox (event, channel, thread_ts) WHERE event IS NOT NULL;
CREATE INDEX outbox_waiting ON outbox (id) WHERE state = 'waiting';
CREATE INDEX outbox_sending ON outbox (channel) WHERE state = 'sending';
CREATE INDEX outbox_by_channel ON outbox (channel, last_send_at);

-- The messages that repeat a decision's words, with which they have to be changed when it is erased.
CREATE TABLE repeats (
    channel TEXT NOT NULL,
    ts TEXT NOT NULL,
    decision_id INTEGER NOT NULL REFERENCES decisions (id),
    kind TEXT NOT NULL CHECK (kind IN ('notice', 'reply', 'reminder')),
    event INTEGER REFERENCES events (seq),    -- what the message tells of; NULL where it is no event
    told_to TEXT,                -- whose direct conversation it stands in; NULL in a thread
    PRIMARY KEY (channel, ts, decision_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX repeats_by_decision ON repeats (decision_id, channel);

-- Whose Home has been opened, and what it was set to show: such a Home is kept up to date.
CREATE TABLE homes (
    who TEXT PRIMARY KEY,
    opened_at TEXT NOT NULL,
    shown TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The posted decisions that wait for somebody, and whether it is known yet who that is.
CREATE TABLE waits (
    decision_id INTEGER PRIMARY KEY REFERENCES decisions (id),
    since TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('new', 'planned'))
) STRICT;

-- Who is reminded of them, as what, how many of the times there are have passed, and when the next is: NULL for never.
CREATE TABLE reminders (
    decision_id INTEGER NOT NULL REFERENCES waits (decision_id) ON DELETE CASCADE,
    who TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('reviewer', 'asker', 'lead')),
    since TEXT NOT NULL,
    passed INTEGER NOT NULL,
    due_at TEXT,
    PRIMARY KEY (decision_id, who, role)
) STRICT, WITHOUT ROWID;

CREATE INDEX reminders_due ON reminders (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX reminders_by_person ON reminders (who, decision_id);

-- On which of their days somebody was reminded: once a day, whatever happens.
CREATE TABLE reminded (
    who TEXT NOT NULL,
    day TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (who, day)
) STRICT, WITHOUT ROWID;
