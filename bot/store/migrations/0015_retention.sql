-- On which nights it was looked at what the policy says is to be erased, and whether that was only told.

CREATE TABLE retention_nights (
    night TEXT PRIMARY KEY,      -- the day of it, in UTC
    rule TEXT NOT NULL,          -- what was to be erased; empty for nothing
    told INTEGER NOT NULL CHECK (told IN (0, 1)),
    at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The few decisions of which something is erased, for whoever reads the events of many.
CREATE INDEX events_that_erase ON events (decision_id) WHERE kind = 'fields_erased';

-- What is erased is overwritten in the search index at once, and not only when it is next put in order.
INSERT INTO decisions_search (decisions_search, rank) VALUES ('secure-delete', 1);
