-- Who is mentioned in which message, and what the owner of a group leaves to everybody.
CREATE TABLE chat_mention (
    conversation BLOB NOT NULL,
    seq BIGINT NOT NULL,
    -- Sixteen zeros where everybody is mentioned.
    person BLOB NOT NULL,
    PRIMARY KEY (conversation, seq, person)
);
CREATE INDEX chat_mention_person ON chat_mention (person, conversation, seq);

CREATE TABLE chat_leave (
    conversation BLOB PRIMARY KEY,
    -- Whether everybody of the group may mention all, and pin.
    mention_all BIGINT NOT NULL,
    pin BIGINT NOT NULL
);
