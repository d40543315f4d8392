-- What somebody began to write and did not send, for all of one's devices.
CREATE TABLE chat_draft (
    conversation BLOB NOT NULL,
    person BLOB NOT NULL,
    -- What its text is sealed for.
    id BLOB NOT NULL,
    at BIGINT NOT NULL,
    text BLOB NOT NULL,
    PRIMARY KEY (person, conversation)
);
