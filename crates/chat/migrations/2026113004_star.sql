-- The messages that somebody keeps for himself.
CREATE TABLE chat_star (
    person BLOB NOT NULL,
    conversation BLOB NOT NULL,
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (person, conversation, seq)
);
CREATE INDEX chat_star_message ON chat_star (conversation, seq);
