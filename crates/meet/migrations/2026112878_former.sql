-- A participant who left the organisation in whose name the meeting was held: the row names him by an id of its own.
ALTER TABLE meet_participant ADD COLUMN former BIGINT NOT NULL DEFAULT 0;
