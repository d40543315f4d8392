-- What was shown when somebody agreed, refused or withdrew, kept word for word: each distinct text once, by its hash.
CREATE TABLE yard_consent_text (
    hash BLOB PRIMARY KEY,
    body TEXT NOT NULL
);
-- An entry speaks of a purpose; of one sensitive category of it; or of passing it to one recipient.
ALTER TABLE yard_consent ADD COLUMN category TEXT NOT NULL DEFAULT '';
ALTER TABLE yard_consent ADD COLUMN recipient TEXT NOT NULL DEFAULT '';
-- The text that was shown, and in which language; unknown of what was given before this was kept.
ALTER TABLE yard_consent ADD COLUMN shown BLOB;
ALTER TABLE yard_consent ADD COLUMN lang TEXT NOT NULL DEFAULT '';
