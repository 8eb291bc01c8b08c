-- The words that a questionnaire began with, where its form cannot hold all of them.

ALTER TABLE drafts ADD COLUMN brought TEXT NOT NULL DEFAULT '';
