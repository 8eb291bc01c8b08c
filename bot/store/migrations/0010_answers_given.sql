-- Answers that somebody gives to a decision after it was recorded. What they say about a person's request can be erased,
-- so the event that tells of one holds a commitment to it, and it stands here with the salt.

CREATE TABLE answers_given (
    event INTEGER PRIMARY KEY REFERENCES events (seq),
    decision_id INTEGER NOT NULL REFERENCES decisions (id),
    given TEXT,                 -- the factor, the option and all answers as they stand then; NULL where erased
    salt TEXT
) STRICT;

CREATE INDEX answers_given_by_decision ON answers_given (decision_id, event);

CREATE TRIGGER answers_given_are_only_erased
BEFORE UPDATE ON answers_given
WHEN new.event <> old.event
    OR new.decision_id <> old.decision_id
    OR new.given <> coalesce(old.given, '')
    OR new.salt <> coalesce(old.salt, '')
BEGIN SELECT RAISE(ABORT, 'answers are not changed'); END;

CREATE TRIGGER answers_given_are_not_removed BEFORE DELETE ON answers_given
BEGIN SELECT RAISE(ABORT, 'answers are append-only'); END;
