-- When a service was opened: what was late while it was shut waits a day more. What was open before has no such instant.
ALTER TABLE yard_org_opened ADD COLUMN opened_at BIGINT;
