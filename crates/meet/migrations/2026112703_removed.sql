-- By what somebody who was put out is known again at the door of the same meeting: keyed fingerprints that are good for
-- one meeting and go with its end. One of address and browser, one of the key that a guest was given.
ALTER TABLE meet_participant ADD COLUMN door_mark BLOB;
ALTER TABLE meet_participant ADD COLUMN key_mark BLOB;
