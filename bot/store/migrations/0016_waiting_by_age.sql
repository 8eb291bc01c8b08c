-- What waits on somebody's Home, in the order in which it began to; with what has waited since before that was noted.

CREATE INDEX waits_by_age ON waits (since, decision_id);

INSERT OR IGNORE INTO waits (decision_id, since, state)
SELECT posts.decision_id, min(posts.posted_at), 'planned'
FROM posts JOIN decisions ON decisions.id = posts.decision_id
WHERE decisions.status = 'recorded' GROUP BY posts.decision_id;
