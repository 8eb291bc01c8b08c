-- Decisions, the policies they were made under, and the events that tell their history.

CREATE TABLE migration_checksums (
    name TEXT PRIMARY KEY,
    sha256 TEXT NOT NULL
) STRICT;

CREATE TABLE policies (
    sha256 TEXT PRIMARY KEY,
    version TEXT NOT NULL,
    toml TEXT NOT NULL
) STRICT;

CREATE TABLE decisions (
    id INTEGER PRIMARY KEY,
    status TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    text TEXT,                  -- columns without NOT NULL can be erased; `recommended` can be empty
    home_country TEXT NOT NULL,
    who TEXT,
    "where" TEXT,
    classification TEXT,
    answers TEXT,
    policy_version TEXT NOT NULL,
    policy_sha256 TEXT NOT NULL REFERENCES policies (sha256),
    ranking TEXT NOT NULL,
    recommended TEXT,
    standing TEXT NOT NULL,
    flags TEXT NOT NULL,
    salts TEXT NOT NULL
) STRICT;

CREATE INDEX decisions_by_time ON decisions (recorded_at);

CREATE TABLE events (
    seq INTEGER PRIMARY KEY,
    decision_id INTEGER REFERENCES decisions (id),
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    prev_hash TEXT NOT NULL,
    hash TEXT NOT NULL
) STRICT;

CREATE INDEX events_by_decision ON events (decision_id, seq);
CREATE INDEX events_by_kind ON events (kind, seq);

CREATE TRIGGER events_are_not_changed BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;

CREATE TRIGGER events_are_not_removed BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;

CREATE TRIGGER policies_are_not_changed BEFORE UPDATE ON policies
BEGIN SELECT RAISE(ABORT, 'policies are append-only'); END;

CREATE TRIGGER policies_are_not_removed BEFORE DELETE ON policies
BEGIN SELECT RAISE(ABORT, 'policies are append-only'); END;

CREATE TRIGGER decisions_are_not_removed BEFORE DELETE ON decisions
BEGIN SELECT RAISE(ABORT, 'decisions are never removed'); END;

-- The status moves on, and what is personal can be erased; nothing else about a decision changes.
CREATE TRIGGER decisions_are_not_changed
BEFORE UPDATE OF id, recorded_at, home_country, policy_version, policy_sha256, ranking, recommended, standing, flags
ON decisions
BEGIN SELECT RAISE(ABORT, 'decisions are not changed'); END;

CREATE TRIGGER erasable_fields_are_only_erased
BEFORE UPDATE OF text, who, "where", classification, answers ON decisions
WHEN new.text <> coalesce(old.text, '')
    OR new.who <> coalesce(old.who, '')
    OR new."where" <> coalesce(old."where", '')
    OR new.classification <> coalesce(old.classification, '')
    OR new.answers <> coalesce(old.answers, '')
BEGIN SELECT RAISE(ABORT, 'decisions are not changed'); END;
