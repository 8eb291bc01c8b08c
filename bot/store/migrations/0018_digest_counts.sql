-- What a weekly digest counts, channel by channel, so that half a year of a channel is counted without reading its
-- decisions: which came into it and when, from when until when each waited, and how and when each was decided.
--
-- What the record says of that is said once, in the views; times are microseconds since 1970 there, which take a quarter
-- of the room. The triggers take away what the record said before a change and put what it says after; verification
-- holds the tables against the views. Of a decision of which what was asked is erased, no kind of work is left.

CREATE TABLE digest_new (
    channel TEXT NOT NULL,
    at INTEGER NOT NULL,         -- when its first card was posted there
    decision_id INTEGER NOT NULL,
    elsewhere INTEGER NOT NULL,  -- whether another channel has a card of it
    private INTEGER NOT NULL,    -- whether a card of it was posted there while the channel was private
    too_early INTEGER NOT NULL,
    work TEXT,
    PRIMARY KEY (channel, at, decision_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE digest_waiting (
    channel TEXT NOT NULL,
    until INTEGER NOT NULL,      -- the end of time where it still waits
    began INTEGER NOT NULL,      -- what is undone gives back since when it waited before
    held_from INTEGER NOT NULL,  -- from when on that was so, and known in this channel
    decision_id INTEGER NOT NULL,
    elsewhere INTEGER NOT NULL,
    private INTEGER NOT NULL,
    PRIMARY KEY (channel, until, began, held_from, decision_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE digest_decided (
    channel TEXT NOT NULL,
    decided_at INTEGER NOT NULL,
    held_from INTEGER NOT NULL,
    decision_id INTEGER NOT NULL,
    until INTEGER NOT NULL,
    elsewhere INTEGER NOT NULL,
    private INTEGER NOT NULL,
    overridden INTEGER NOT NULL,
    model TEXT,
    PRIMARY KEY (channel, decided_at, held_from, decision_id)
) STRICT, WITHOUT ROWID;

-- Few decisions have cards in several channels: of those alone it is found out whether they are counted already.
CREATE INDEX digest_new_elsewhere ON digest_new (channel, at) WHERE elsewhere = 1;
CREATE INDEX digest_waiting_elsewhere ON digest_waiting (channel, until) WHERE elsewhere = 1;
CREATE INDEX digest_decided_elsewhere ON digest_decided (channel, decided_at) WHERE elsewhere = 1;

-- Where decisions are posted, and since when. A direct conversation has no digest.
CREATE VIEW digest_places (decision_id, channel, at, elsewhere, private) AS
SELECT decision_id, channel,
    CAST(strftime('%s', min(posted_at)) AS INTEGER) * 1000000 + CAST(substr(min(posted_at), 21, 6) AS INTEGER),
    EXISTS (
        SELECT 1 FROM posts AS other
        WHERE other.decision_id = posts.decision_id AND other.channel <> posts.channel AND other.channel NOT LIKE 'D%'
    ),
    max(private)
FROM posts WHERE channel NOT LIKE 'D%' GROUP BY decision_id, channel;

-- What a decision was from one event to the next, and which event made it so: what is undone gives back what held before.
CREATE VIEW digest_stands (decision_id, status, event, began, held_from, until) AS
SELECT stand.decision_id, stand.status, stand.event,
    CAST(strftime('%s', made.at) AS INTEGER) * 1000000 + CAST(substr(made.at, 21, 6) AS INTEGER),
    CAST(strftime('%s', stand.at) AS INTEGER) * 1000000 + CAST(substr(stand.at, 21, 6) AS INTEGER),
    coalesce(
        CAST(strftime('%s', stand.ended) AS INTEGER) * 1000000 + CAST(substr(stand.ended, 21, 6) AS INTEGER),
        9223372036854775807
    )
FROM (
    SELECT given.decision_id, given.at,
        iif(json_valid(given.body), json_extract(given.body, '$.status'), NULL) AS status,
        (
            WITH RECURSIVE back (event) AS (
                SELECT given.seq
                UNION ALL
                SELECT (
                    SELECT max(seq) FROM events AS earlier
                    WHERE earlier.decision_id = given.decision_id
                        AND earlier.kind IN ('decision_recorded', 'status_changed')
                        AND earlier.seq < min(back.event, json_extract(undo.body, '$.undoes'))
                )
                FROM back JOIN events AS undo ON undo.seq = back.event
                WHERE iif(json_valid(undo.body), json_type(undo.body, '$.undoes') = 'integer', 0)
            )
            SELECT min(event) FROM back
        ) AS event,
        (
            SELECT later.at FROM events AS later
            WHERE later.decision_id = given.decision_id AND later.kind = 'status_changed' AND later.seq > given.seq
            ORDER BY later.seq LIMIT 1
        ) AS ended
    FROM events AS given WHERE given.kind IN ('decision_recorded', 'status_changed')
) AS stand JOIN events AS made ON made.seq = stand.event;

CREATE VIEW digest_new_told (channel, at, decision_id, elsewhere, private, too_early, work) AS
SELECT place.channel, place.at, place.decision_id, place.elsewhere, place.private, decisions.standing = 'too_early',
    CASE
        WHEN text IS NULL OR classification IS NULL OR answers IS NULL THEN NULL
        WHEN iif(json_valid(answers), json_type(answers, '$.work') = 'text', 0) THEN json_extract(answers, '$.work')
    END
FROM digest_places AS place JOIN decisions ON decisions.id = place.decision_id;

CREATE VIEW digest_waiting_told (channel, until, began, held_from, decision_id, elsewhere, private) AS
SELECT place.channel, stand.until, stand.began, max(stand.held_from, place.at), place.decision_id, place.elsewhere, place.private
FROM digest_places AS place JOIN digest_stands AS stand ON stand.decision_id = place.decision_id
WHERE stand.status = 'recorded' AND stand.until > place.at;

-- Earlier releases did not say which model was accepted: it was the one recommended.
CREATE VIEW digest_decided_told (
    channel, decided_at, held_from, decision_id, until, elsewhere, private, overridden, model
) AS
SELECT place.channel, stand.began, max(stand.held_from, place.at), place.decision_id, stand.until, place.elsewhere, place.private,
    stand.status = 'overridden',
    CASE
        WHEN json_type(made.body, '$.model') = 'text' THEN json_extract(made.body, '$.model')
        WHEN stand.status = 'accepted' THEN coalesce(
            (
                SELECT iif(json_valid(body), json_extract(body, '$.recommended'), NULL) FROM events AS answer
                WHERE answer.decision_id = place.decision_id AND answer.kind = 'answer_given' AND answer.seq < made.seq
                ORDER BY answer.seq DESC LIMIT 1
            ),
            decisions.recommended
        )
    END
FROM digest_places AS place
JOIN digest_stands AS stand ON stand.decision_id = place.decision_id
JOIN events AS made ON made.seq = stand.event
JOIN decisions ON decisions.id = place.decision_id
WHERE stand.status IN ('accepted', 'overridden') AND stand.until > place.at;

INSERT OR IGNORE INTO digest_new SELECT * FROM digest_new_told;
INSERT OR IGNORE INTO digest_waiting SELECT * FROM digest_waiting_told;
INSERT OR IGNORE INTO digest_decided SELECT * FROM digest_decided_told;

-- A message that is known already is not inserted again, and then nothing is taken away; none is ever changed.
CREATE TRIGGER posted_decisions_leave_digests BEFORE INSERT ON posts
WHEN NOT EXISTS (SELECT 1 FROM posts WHERE channel = new.channel AND ts = new.ts)
BEGIN
    DELETE FROM digest_new WHERE (channel, at, decision_id) IN (
        SELECT channel, at, decision_id FROM digest_new_told WHERE decision_id = new.decision_id
    );
    DELETE FROM digest_waiting WHERE (channel, until, began, held_from, decision_id) IN (
        SELECT channel, until, began, held_from, decision_id FROM digest_waiting_told
        WHERE decision_id = new.decision_id
    );
    DELETE FROM digest_decided WHERE (channel, decided_at, held_from, decision_id) IN (
        SELECT channel, decided_at, held_from, decision_id FROM digest_decided_told WHERE decision_id = new.decision_id
    );
END;

CREATE TRIGGER posted_decisions_are_in_digests AFTER INSERT ON posts
BEGIN
    INSERT OR IGNORE INTO digest_new SELECT * FROM digest_new_told WHERE decision_id = new.decision_id;
    INSERT OR IGNORE INTO digest_waiting SELECT * FROM digest_waiting_told WHERE decision_id = new.decision_id;
    INSERT OR IGNORE INTO digest_decided SELECT * FROM digest_decided_told WHERE decision_id = new.decision_id;
END;

-- A move ends what held until then, and nothing before: so a decision that is moved hundreds of times keeps nobody waiting.
CREATE TRIGGER moved_decisions_leave_digests BEFORE INSERT ON events WHEN new.kind = 'status_changed'
BEGIN
    DELETE FROM digest_waiting WHERE (channel, until, began, held_from, decision_id) IN (
        SELECT channel, until, began, held_from, decision_id FROM digest_waiting_told
        WHERE decision_id = new.decision_id AND until = 9223372036854775807
    );
    DELETE FROM digest_decided WHERE (channel, decided_at, held_from, decision_id) IN (
        SELECT channel, decided_at, held_from, decision_id FROM digest_decided_told
        WHERE decision_id = new.decision_id AND until = 9223372036854775807
    );
END;

CREATE TRIGGER moved_decisions_are_in_digests AFTER INSERT ON events WHEN new.kind = 'status_changed'
BEGIN
    INSERT OR IGNORE INTO digest_waiting
    SELECT * FROM digest_waiting_told WHERE decision_id = new.decision_id
        AND until >= CAST(strftime('%s', new.at) AS INTEGER) * 1000000 + CAST(substr(new.at, 21, 6) AS INTEGER);
    INSERT OR IGNORE INTO digest_decided
    SELECT * FROM digest_decided_told WHERE decision_id = new.decision_id
        AND until >= CAST(strftime('%s', new.at) AS INTEGER) * 1000000 + CAST(substr(new.at, 21, 6) AS INTEGER);
END;

CREATE TRIGGER erased_decisions_have_no_work_in_digests AFTER UPDATE OF text, answers, classification ON decisions
BEGIN
    UPDATE digest_new SET work = (SELECT work FROM digest_new_told AS told WHERE told.decision_id = new.id LIMIT 1)
    WHERE (channel, at, decision_id) IN (
        SELECT channel, at, decision_id FROM digest_places WHERE decision_id = new.id
    );
END;
