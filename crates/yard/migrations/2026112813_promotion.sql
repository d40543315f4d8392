-- Whom a promotion is for, by a tag that people chose; what one replies to stop, and how many did.
ALTER TABLE yard_publication ADD COLUMN tag TEXT;
ALTER TABLE yard_publication ADD COLUMN stop_code TEXT;
ALTER TABLE yard_publication ADD COLUMN stopped BIGINT NOT NULL DEFAULT 0;
