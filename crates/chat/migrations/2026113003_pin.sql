-- The messages that are pinned for all of a conversation, by which event.
CREATE TABLE chat_pin (
    conversation BLOB NOT NULL,
    seq BIGINT NOT NULL,
    event BIGINT NOT NULL,
    PRIMARY KEY (conversation, seq)
);
