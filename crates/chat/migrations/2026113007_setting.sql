-- How somebody has a conversation in his list. Who changed nothing has no row.
CREATE TABLE chat_setting (
    conversation BLOB NOT NULL,
    person BLOB NOT NULL,
    muted BIGINT NOT NULL,
    top BIGINT NOT NULL,
    unread BIGINT NOT NULL,
    -- It is out of the list until something comes after this number.
    hidden_seq BIGINT,
    PRIMARY KEY (person, conversation)
);
