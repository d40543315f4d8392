-- The signs that are put to messages now; which sign it is stands sealed in its event.
CREATE TABLE chat_reaction (
    conversation BLOB NOT NULL,
    seq BIGINT NOT NULL,
    person BLOB NOT NULL,
    -- A keyed index of the sign at this message alone: the same person puts the same one once.
    token BLOB NOT NULL,
    event BIGINT NOT NULL,
    PRIMARY KEY (conversation, seq, person, token)
);
CREATE INDEX chat_reaction_event ON chat_reaction (conversation, event);
CREATE INDEX chat_reaction_person ON chat_reaction (person);
