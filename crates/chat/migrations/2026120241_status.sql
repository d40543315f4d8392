-- What somebody lets others see of whether he is there, and what he says about himself. Who chose nothing has no row.
CREATE TABLE chat_status (
    person BLOB PRIMARY KEY,
    -- Who sees it, and whether it is told that he writes; nothing where he left it as the doorplate has it.
    shows TEXT,
    typing BIGINT,
    -- What his words are sealed for, since when he says them, and until when.
    id BLOB,
    at BIGINT,
    until BIGINT,
    words BLOB
);
CREATE INDEX chat_status_until ON chat_status (until);
