-- By what a guest who comes back without an account shows what is kept of him: a keyed fingerprint of the key he was given.
ALTER TABLE meet_participant ADD COLUMN own_mark BLOB;
CREATE INDEX meet_participant_own_mark ON meet_participant (own_mark);
