-- What an organisation ordered for the conversations held in it. No row means: everybody makes groups, links lead into them,
-- and no words are refused.
CREATE TABLE chat_governing (
    org BLOB PRIMARY KEY,
    -- 'everybody' or 'administrators'
    groups_by TEXT NOT NULL,
    links BIGINT NOT NULL,
    -- The words that are refused, one a line; every member sees them.
    words TEXT NOT NULL,
    set_at BIGINT NOT NULL
);
