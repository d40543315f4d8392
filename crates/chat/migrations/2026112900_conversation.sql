-- Conversations, who is in them, and what happened in each: one sequence without gaps.
CREATE TABLE chat_conversation (
    id BLOB PRIMARY KEY,
    kind TEXT NOT NULL,
    org BLOB,
    -- Of a conversation of two: both ids, the smaller first.
    pair BLOB,
    name BLOB,
    made_at BIGINT NOT NULL,
    last_seq BIGINT NOT NULL
);
CREATE UNIQUE INDEX chat_conversation_pair ON chat_conversation (pair);

CREATE TABLE chat_member (
    conversation BLOB NOT NULL,
    person BLOB NOT NULL,
    role TEXT NOT NULL,
    -- The first number that is theirs to read, and the last where they left.
    from_seq BIGINT NOT NULL,
    to_seq BIGINT,
    read_seq BIGINT NOT NULL,
    PRIMARY KEY (conversation, person)
);
CREATE INDEX chat_member_person ON chat_member (person);

CREATE TABLE chat_event (
    conversation BLOB NOT NULL,
    seq BIGINT NOT NULL,
    -- What its body is sealed for.
    id BLOB NOT NULL,
    actor BLOB NOT NULL,
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    -- The number that an edit or a recall is about, or that a message replies to.
    target BIGINT,
    -- Whom a coming or going is about.
    about BLOB,
    -- A keyed index of what the client calls it: the same one sent twice is stored once.
    mark BLOB NOT NULL,
    body BLOB,
    PRIMARY KEY (conversation, seq)
);
CREATE UNIQUE INDEX chat_event_mark ON chat_event (conversation, actor, mark);
CREATE INDEX chat_event_target ON chat_event (conversation, target);
-- What somebody wrote is found when it is asked for, or erased.
CREATE INDEX chat_event_actor ON chat_event (actor, at);
