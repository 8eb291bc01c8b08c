-- What decisions can be found by, as an inverted index: for each facet and value, the decisions that have it, in the
-- order of their numbers. A list of decisions is a walk of the shortest of these lists, and what somebody may see is
-- one more of them, so that looking costs somebody who may see nothing no more than anybody else.
--
-- What the record says of a decision's facets is said once, in the views. The triggers take away what it said before a
-- change and put what it says after; verification holds the index against it. What is erased is NULL on the record, and
-- so leaves the index. JSON that cannot be read has no facets: verification names the row.

CREATE TABLE facets (
    facet TEXT NOT NULL,
    value TEXT NOT NULL,
    decision_id INTEGER NOT NULL,
    PRIMARY KEY (facet, value, decision_id)
) STRICT, WITHOUT ROWID;

-- The event with which somebody decided, where that is how it stands. What is undone gives back what held before it.
CREATE VIEW decided_now (decision_id, status, event, actor, body) AS
SELECT decisions.id, status, seq, actor, iif(json_valid(body), body, '{}')
FROM decisions JOIN events ON seq = (
    WITH RECURSIVE back (event) AS (
        SELECT max(seq) FROM events WHERE decision_id = decisions.id AND kind = 'status_changed'
        UNION ALL
        SELECT (
            SELECT max(seq) FROM events AS earlier
            WHERE earlier.decision_id = decisions.id AND earlier.kind = 'status_changed'
                AND earlier.seq < min(back.event, json_extract(undo.body, '$.undoes'))
        )
        FROM back JOIN events AS undo ON undo.seq = back.event
        WHERE iif(json_valid(undo.body), json_type(undo.body, '$.undoes') = 'integer', 0)
    )
    SELECT min(event) FROM back
)
WHERE status IN ('accepted', 'overridden');

-- Who decided, who agreed before that, and whom they acted for.
CREATE VIEW deciders (decision_id, event, person) AS
SELECT decision_id, event, actor FROM decided_now
UNION ALL
SELECT decision_id, event, json_extract(body, '$.acting_for') FROM decided_now
UNION ALL
SELECT decision_id, event, iif(given.type = 'object', json_extract(given.value, '$.by'), given.value)
FROM decided_now, json_each(body, '$.approvals') AS given;

-- What is recommended, with the last answer that was given since.
CREATE VIEW recommended_now (decision_id, model) AS
SELECT id, iif(answer IS NULL, recommended, iif(json_valid(answer), json_extract(answer, '$.recommended'), NULL))
FROM (
    SELECT id, recommended, (
        SELECT body FROM events WHERE decision_id = decisions.id AND kind = 'answer_given' ORDER BY seq DESC LIMIT 1
    ) AS answer
    FROM decisions
);

-- Each value is cast, for only what is alike is searched by the number of a decision in a trigger.
CREATE VIEW facets_told (facet, value, decision_id) AS
SELECT 'status', CAST(status AS TEXT), id FROM decisions
UNION ALL
SELECT 'day', CAST(substr(recorded_at, 1, 10) AS TEXT), id FROM decisions
UNION ALL
SELECT 'country', CAST(home_country AS TEXT), id FROM decisions
UNION ALL
SELECT 'country', CAST(country.value AS TEXT), decisions.id
FROM decisions, json_each(iif(json_valid(classification), classification, '{}'), '$.countries') AS country
WHERE country.type = 'text'
UNION ALL
SELECT 'asker', CAST(who AS TEXT), id FROM decisions WHERE who IS NOT NULL
UNION ALL
SELECT 'work', CAST(json_extract(answers, '$.work') AS TEXT), id FROM decisions
WHERE iif(json_valid(answers), json_type(answers, '$.work') = 'text', 0)
UNION ALL
SELECT 'recommended', CAST(model AS TEXT), decision_id FROM recommended_now WHERE typeof(model) = 'text'
UNION ALL
SELECT 'decider', CAST(person AS TEXT), decision_id FROM deciders WHERE typeof(person) = 'text' AND NOT EXISTS (
    SELECT 1 FROM events
    WHERE events.decision_id = deciders.decision_id AND kind = 'fields_erased' AND seq > event
        AND iif(json_valid(body), instr(json_extract(body, '$.fields'), iif(
            person = (SELECT actor FROM events WHERE decision_id = deciders.decision_id ORDER BY seq LIMIT 1),
            '"who"', '"people"'
        )), 0)
) AND NOT EXISTS (
    SELECT 1 FROM events
    WHERE events.decision_id IS NULL AND kind = 'person_erased' AND seq > event
        AND iif(json_valid(body), json_extract(body, '$.who') = person, 0)
)
UNION ALL
SELECT 'chosen', CAST(json_extract(body, '$.model') AS TEXT), decision_id FROM decided_now
WHERE json_type(body, '$.model') = 'text'
UNION ALL
-- Earlier releases did not say which model was accepted: it was the one recommended.
SELECT 'chosen', CAST(model AS TEXT), recommended_now.decision_id
FROM decided_now JOIN recommended_now ON recommended_now.decision_id = decided_now.decision_id
WHERE status = 'accepted' AND json_type(body, '$.model') IS NOT 'text' AND typeof(model) = 'text'
UNION ALL
SELECT 'channel', CAST(channel AS TEXT), decision_id FROM posts
UNION ALL
SELECT 'public', CAST(channel AS TEXT), decision_id FROM posts WHERE private = 0;

INSERT OR IGNORE INTO facets SELECT facet, value, decision_id FROM facets_told;

CREATE TRIGGER recorded_decisions_have_facets AFTER INSERT ON decisions
BEGIN
    INSERT OR IGNORE INTO facets SELECT facet, value, decision_id FROM facets_told WHERE decision_id = new.id;
END;

CREATE TRIGGER changed_decisions_lose_facets BEFORE UPDATE OF status, who, answers, classification ON decisions
BEGIN
    DELETE FROM facets WHERE (facet, value, decision_id) IN (
        SELECT facet, value, decision_id FROM facets_told WHERE decision_id = old.id
    );
END;

CREATE TRIGGER changed_decisions_have_facets AFTER UPDATE OF status, who, answers, classification ON decisions
BEGIN
    INSERT OR IGNORE INTO facets SELECT facet, value, decision_id FROM facets_told WHERE decision_id = new.id;
END;

CREATE TRIGGER moved_decisions_lose_facets BEFORE INSERT ON events
WHEN new.kind IN ('status_changed', 'answer_given', 'fields_erased')
BEGIN
    DELETE FROM facets WHERE (facet, value, decision_id) IN (
        SELECT facet, value, decision_id FROM facets_told WHERE decision_id = new.decision_id
    );
END;

CREATE TRIGGER moved_decisions_have_facets AFTER INSERT ON events
WHEN new.kind IN ('status_changed', 'answer_given', 'fields_erased')
BEGIN
    INSERT OR IGNORE INTO facets SELECT facet, value, decision_id FROM facets_told WHERE decision_id = new.decision_id;
END;

CREATE TRIGGER erased_people_leave_facets AFTER INSERT ON events WHEN new.kind = 'person_erased'
BEGIN
    DELETE FROM facets WHERE facet = 'decider' AND value = json_extract(new.body, '$.who');
END;

-- A message that is known already is not inserted again, and then only what comes before would happen.
CREATE TRIGGER posted_decisions_have_facets AFTER INSERT ON posts
BEGIN
    INSERT OR IGNORE INTO facets SELECT facet, value, decision_id FROM facets_told WHERE decision_id = new.decision_id;
END;

CREATE TRIGGER changed_posts_lose_facets BEFORE UPDATE ON posts
BEGIN
    DELETE FROM facets WHERE (facet, value, decision_id) IN (
        SELECT facet, value, decision_id FROM facets_told WHERE decision_id = old.decision_id
    );
END;

CREATE TRIGGER changed_posts_have_facets AFTER UPDATE ON posts
BEGIN
    INSERT OR IGNORE INTO facets SELECT facet, value, decision_id FROM facets_told WHERE decision_id = new.decision_id;
END;
