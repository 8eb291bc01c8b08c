-- The same record in half the room: hashes as bytes, the policy of a decision by its number, and an index of events by
-- kind only where it is asked for one. No event changes, and neither does its hash.

CREATE TABLE policies_by_number (
    id INTEGER PRIMARY KEY,
    sha256 TEXT NOT NULL UNIQUE,
    version TEXT NOT NULL,
    toml TEXT NOT NULL
) STRICT;

INSERT INTO policies_by_number (sha256, version, toml) SELECT sha256, version, toml FROM policies ORDER BY rowid;

DROP TRIGGER decisions_are_not_changed;
ALTER TABLE decisions ADD COLUMN policy INTEGER REFERENCES policies_by_number (id);
UPDATE decisions SET policy = (SELECT id FROM policies_by_number WHERE sha256 = decisions.policy_sha256);
ALTER TABLE decisions DROP COLUMN policy_version;
ALTER TABLE decisions DROP COLUMN policy_sha256;

CREATE TRIGGER decisions_are_not_changed
BEFORE UPDATE OF id, recorded_at, home_country, policy, ranking, recommended, standing, flags, supersedes ON decisions
BEGIN SELECT RAISE(ABORT, 'decisions are not changed'); END;

DROP TABLE policies;
ALTER TABLE policies_by_number RENAME TO policies;  -- decisions refer to it by its new name from here on

CREATE TRIGGER policies_are_not_changed BEFORE UPDATE ON policies
BEGIN SELECT RAISE(ABORT, 'policies are append-only'); END;

CREATE TRIGGER policies_are_not_removed BEFORE DELETE ON policies
BEGIN SELECT RAISE(ABORT, 'policies are append-only'); END;

CREATE TABLE events_with_bytes (
    seq INTEGER PRIMARY KEY,
    decision_id INTEGER REFERENCES decisions (id),
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    prev_hash BLOB NOT NULL,
    hash BLOB NOT NULL
) STRICT;

-- What is no hash becomes an empty one, which verification finds as it would have found the other.
INSERT INTO events_with_bytes (seq, decision_id, at, actor, kind, body, prev_hash, hash)
SELECT seq, decision_id, at, actor, kind, body, coalesce(unhex(prev_hash), x''), coalesce(unhex(hash), x'')
FROM events ORDER BY seq;

DROP TABLE events;
ALTER TABLE events_with_bytes RENAME TO events;

CREATE INDEX events_by_decision ON events (decision_id, seq);
CREATE INDEX events_of_no_decision ON events (kind, seq) WHERE decision_id IS NULL;

CREATE TRIGGER events_are_not_changed BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;

CREATE TRIGGER events_are_not_removed BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;
