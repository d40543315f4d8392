-- Calls that ring or run, and who is in them. What a call was, once it is over, stands in the log of its conversation; the
-- rows go a day later.
CREATE TABLE chat_call (
    id BLOB PRIMARY KEY,
    conversation BLOB NOT NULL,
    starter BLOB NOT NULL,
    pictures BIGINT NOT NULL,
    begun_at BIGINT NOT NULL,
    answered_at BIGINT,
    -- When somebody was last seen in it: what it lasted, where the house fell.
    seen_at BIGINT NOT NULL,
    ended_at BIGINT,
    -- The number of the meeting that it went on in.
    meeting TEXT
);
-- One call at a time in a conversation.
CREATE UNIQUE INDEX chat_call_open ON chat_call (conversation) WHERE ended_at IS NULL;
CREATE INDEX chat_call_ended ON chat_call (ended_at);
CREATE INDEX chat_call_starter ON chat_call (starter);

CREATE TABLE chat_call_person (
    call BLOB NOT NULL,
    person BLOB NOT NULL,
    state TEXT NOT NULL,
    -- Since when he is in this state.
    since BIGINT NOT NULL,
    -- Who he is in the room of this call, and nowhere else; and on which of his devices he is there.
    identity TEXT,
    device BLOB,
    PRIMARY KEY (call, person)
);
CREATE INDEX chat_call_person_person ON chat_call_person (person);
CREATE UNIQUE INDEX chat_call_person_identity ON chat_call_person (identity);
