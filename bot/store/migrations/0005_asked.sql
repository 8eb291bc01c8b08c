-- Which questions have stood on which page of a questionnaire, now that the answers decide what is asked next.

ALTER TABLE drafts ADD COLUMN asked TEXT NOT NULL DEFAULT '[]';
