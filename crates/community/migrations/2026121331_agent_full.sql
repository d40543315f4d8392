-- A list that has more than its door can hold is one thing, a log that is not right another: an agent may have both.
ALTER TABLE community_agent ADD COLUMN full_at BIGINT;
UPDATE community_agent SET full_at = trouble_at, trouble = NULL, trouble_at = NULL WHERE trouble = 'full';
