-- When a picture was put up: its person is told since when it is held.
ALTER TABLE yard_person ADD COLUMN avatar_at BIGINT;
