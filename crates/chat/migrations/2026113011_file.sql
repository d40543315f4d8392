-- Files in conversations, and the pieces in which each lies in the store.
CREATE TABLE chat_file (
    id BLOB PRIMARY KEY,
    conversation BLOB NOT NULL,
    -- Who uploads it.
    person BLOB NOT NULL,
    size BIGINT NOT NULL,
    -- How many bytes of it are kept so far.
    kept BIGINT NOT NULL,
    -- Whoever writes to it now: a random word, which also begins the names of what he writes.
    claim BLOB NOT NULL,
    at BIGINT NOT NULL,
    -- The message that carries it, and its place there; nothing while it is not sent.
    seq BIGINT,
    place BIGINT NOT NULL,
    -- The name of its small picture in the store.
    preview TEXT,
    -- What it is called and what it is, sealed.
    about BLOB NOT NULL
);
CREATE INDEX chat_file_message ON chat_file (conversation, seq);
CREATE INDEX chat_file_person ON chat_file (person, at);
CREATE INDEX chat_file_at ON chat_file (at);

CREATE TABLE chat_file_piece (
    file BLOB NOT NULL,
    -- Its first byte within the file, and how many it has.
    start BIGINT NOT NULL,
    length BIGINT NOT NULL,
    -- Its name in the store.
    blob TEXT NOT NULL,
    PRIMARY KEY (file, start)
);
