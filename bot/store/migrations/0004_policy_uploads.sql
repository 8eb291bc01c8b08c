-- Policy files that people have sent to the bot, from their arrival until somebody puts them in force or discards them.

CREATE TABLE policy_uploads (
    id INTEGER PRIMARY KEY,
    who TEXT NOT NULL,
    name TEXT NOT NULL,
    files TEXT NOT NULL,         -- what Slack said of them
    toml TEXT,                   -- the text, once it has been fetched
    compared_with TEXT,          -- the hash of the policy in force when it was checked
    state TEXT NOT NULL CHECK (state IN ('received', 'answered', 'offered', 'put_in_force', 'discarded')),
    attempts INTEGER NOT NULL,
    received_at TEXT NOT NULL
) STRICT;

CREATE INDEX policy_uploads_received ON policy_uploads (id) WHERE state = 'received';
CREATE INDEX policy_uploads_by_age ON policy_uploads (received_at);
