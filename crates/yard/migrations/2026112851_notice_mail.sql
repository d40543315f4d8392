-- A notice that goes by text message goes by mail as well, where its person has an address.
ALTER TABLE yard_notice ADD COLUMN mailed_at BIGINT;
