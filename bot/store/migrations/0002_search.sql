-- Full-text search over the requests. The index holds no copy of the text.

CREATE VIRTUAL TABLE decisions_search USING fts5 (
    text,
    content = 'decisions',
    content_rowid = 'id',
    tokenize = 'unicode61 remove_diacritics 2'
);

INSERT INTO decisions_search (decisions_search) VALUES ('rebuild');

CREATE TRIGGER decisions_are_searchable AFTER INSERT ON decisions
BEGIN
    INSERT INTO decisions_search (rowid, text) VALUES (new.id, new.text);
END;

CREATE TRIGGER erased_text_is_not_searchable AFTER UPDATE OF text ON decisions
WHEN old.text IS NOT NULL AND new.text IS NULL
BEGIN
    INSERT INTO decisions_search (decisions_search, rowid, text) VALUES ('delete', old.id, old.text);
END;
