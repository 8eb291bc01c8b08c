-- The weekly digest of a channel: when it is due, what stands in it, and what became of each week.

CREATE TABLE digests (
    channel TEXT PRIMARY KEY,
    schedule TEXT NOT NULL,      -- weekday, wall time and zone: no moment, which the zone's rules may move
    settings TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('on', 'off', 'paused')),
    since TEXT NOT NULL,         -- from when on it is due as it is now, or has not been
    set_event INTEGER NOT NULL REFERENCES events (seq),    -- who set it last, and when
    paused_because TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX digests_by_schedule ON digests (state, schedule, set_event);

-- One for each channel and week of ISO 8601, before anything is sent.
CREATE TABLE digest_runs (
    channel TEXT NOT NULL REFERENCES digests (channel),
    year INTEGER NOT NULL,
    week INTEGER NOT NULL,
    due_at TEXT NOT NULL,
    since TEXT NOT NULL,         -- of what it tells: from here on
    until TEXT NOT NULL,         -- and before this
    planned_at TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('planned', 'sent', 'quiet', 'skipped', 'failed', 'unknown')),
    late INTEGER NOT NULL CHECK (late IN (0, 1)),
    by TEXT,                     -- who asked for it at another time than it was due; can be erased
    ts TEXT,
    more_ts TEXT,                -- the rest of it, in its thread
    PRIMARY KEY (channel, year, week)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX one_digest_planned ON digest_runs (channel) WHERE state = 'planned';

CREATE TRIGGER digest_runs_are_not_removed BEFORE DELETE ON digest_runs
BEGIN SELECT RAISE(ABORT, 'weeks are not forgotten'); END;

CREATE TRIGGER digest_runs_are_not_moved BEFORE UPDATE OF channel, year, week ON digest_runs
BEGIN SELECT RAISE(ABORT, 'weeks are not moved'); END;

CREATE TRIGGER sent_digests_stay_sent
BEFORE UPDATE OF due_at, since, until, planned_at, state, late, ts ON digest_runs WHEN old.state IN ('sent', 'unknown')
BEGIN SELECT RAISE(ABORT, 'what was sent stays sent'); END;

-- How often the buttons under a section were pressed; by whom is not kept.
CREATE TABLE digest_uses (
    channel TEXT NOT NULL,
    section TEXT NOT NULL,
    year INTEGER NOT NULL,       -- of the digest in which the button stands
    week INTEGER NOT NULL,
    times INTEGER NOT NULL,
    PRIMARY KEY (channel, section, year, week)
) STRICT, WITHOUT ROWID;

CREATE TABLE outbox_with_digests (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN (
        'card', 'refresh', 'notice', 'reply', 'rewrite', 'reminder', 'home', 'digest', 'digest_more'
    )),
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

INSERT INTO outbox_with_digests (
    id, kind, decision_id, event, channel, thread_ts, requester, payload, state, attempts, not_before, claimed_at,
    last_send_at, last_error
)
SELECT
    id, kind, decision_id, event, channel, thread_ts, requester, payload, state, attempts, not_before, claimed_at,
    last_send_at, last_error
FROM outbox ORDER BY id;

DROP TABLE outbox;
ALTER TABLE outbox_with_digests RENAME TO outbox;

CREATE UNIQUE INDEX one_card_per_place ON outbox (decision_id, channel, thread_ts) WHERE kind = 'card';
CREATE UNIQUE INDEX one_refresh_waiting ON outbox (decision_id, channel) WHERE kind = 'refresh' AND state = 'waiting';
CREATE UNIQUE INDEX one_rewrite_waiting ON outbox (decision_id, channel) WHERE kind = 'rewrite' AND state = 'waiting';
CREATE UNIQUE INDEX one_home_waiting ON outbox (channel) WHERE kind = 'home' AND state = 'waiting';
CREATE UNIQUE INDEX one_reminder_on_its_way ON outbox (channel)
WHERE kind = 'reminder' AND state IN ('waiting', 'sending');
CREATE UNIQUE INDEX told_once_in_a_place ON outbox (event, channel, thread_ts) WHERE event IS NOT NULL;
-- The payload of a digest is its week, and stays.
CREATE UNIQUE INDEX one_digest_per_week ON outbox (channel, payload) WHERE kind = 'digest';
CREATE UNIQUE INDEX one_digest_on_its_way ON outbox (channel) WHERE kind = 'digest' AND state IN ('waiting', 'sending');
CREATE UNIQUE INDEX one_rest_per_digest ON outbox (channel, thread_ts) WHERE kind = 'digest_more';
-- Nobody who has pressed something waits for all the digests that are due at nine.
CREATE INDEX outbox_waiting ON outbox (kind IN ('digest', 'digest_more'), id) WHERE state = 'waiting';
CREATE INDEX outbox_sending ON outbox (channel) WHERE state = 'sending';
CREATE INDEX outbox_by_channel ON outbox (channel, last_send_at);

-- A digest repeats what decisions say, and so does what stands in its thread.
CREATE TABLE repeats_with_digests (
    channel TEXT NOT NULL,
    ts TEXT NOT NULL,
    decision_id INTEGER NOT NULL REFERENCES decisions (id),
    kind TEXT NOT NULL CHECK (kind IN ('notice', 'reply', 'reminder', 'digest', 'digest_more')),
    event INTEGER REFERENCES events (seq),    -- what the message tells of; NULL where it is no event
    told_to TEXT,                -- whose direct conversation it stands in; NULL in a channel
    PRIMARY KEY (channel, ts, decision_id)
) STRICT, WITHOUT ROWID;

INSERT INTO repeats_with_digests (channel, ts, decision_id, kind, event, told_to)
SELECT channel, ts, decision_id, kind, event, told_to FROM repeats;

DROP TABLE repeats;
ALTER TABLE repeats_with_digests RENAME TO repeats;

CREATE INDEX repeats_by_decision ON repeats (decision_id, channel);
