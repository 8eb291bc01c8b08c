-- Where a questionnaire was opened last: its decision's card takes that place.

ALTER TABLE drafts ADD COLUMN opened_from TEXT NOT NULL DEFAULT '{}';
