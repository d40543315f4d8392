-- In which listed case a verified identity is looked up, where the doorplate lists such cases.
ALTER TABLE yard_disclosure ADD COLUMN identity_case TEXT;
