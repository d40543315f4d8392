-- When it was begun to stand beside a form, a version and settings whom they name; what is from before is looked at once.
ALTER TABLE office_approval_form ADD COLUMN named_at BIGINT;
ALTER TABLE office_approval_version ADD COLUMN named_at BIGINT;
ALTER TABLE office_approval_setting ADD COLUMN named_at BIGINT;
