-- What people type when they decide, ask or reopen. It says something about a person and can be erased, so the event that
-- tells of it holds a commitment to it, and it stands here with the salt.

CREATE TABLE words_given (
    event INTEGER PRIMARY KEY REFERENCES events (seq),
    decision_id INTEGER NOT NULL REFERENCES decisions (id),
    words TEXT,                 -- NULL where erased
    salt TEXT
) STRICT;

CREATE INDEX words_given_by_decision ON words_given (decision_id, event);

CREATE TRIGGER words_given_are_only_erased
BEFORE UPDATE ON words_given
WHEN new.event <> old.event
    OR new.decision_id <> old.decision_id
    OR new.words <> coalesce(old.words, '')
    OR new.salt <> coalesce(old.salt, '')
BEGIN SELECT RAISE(ABORT, 'words are not changed'); END;

CREATE TRIGGER words_given_are_not_removed BEFORE DELETE ON words_given
BEGIN SELECT RAISE(ABORT, 'words are append-only'); END;
