-- An organisation's order to keep what a conversation of its says, and what was taken back meanwhile.
CREATE TABLE chat_hold (
    id BLOB PRIMARY KEY,
    conversation BLOB NOT NULL,
    org BLOB NOT NULL,
    -- Whose part alone is held; NULL for the whole conversation.
    person BLOB,
    why TEXT NOT NULL,
    -- NULL once the account is erased.
    given_by BLOB,
    given_at BIGINT NOT NULL,
    -- The last administrator who agreed; NULL until then, or where there is no other.
    agreed_by BLOB,
    -- From when on it stands; NULL until then.
    stands_at BIGINT,
    ends_at BIGINT NOT NULL,
    ended_at BIGINT,
    -- Who waits for another administrator's word, for how many days from that word on; NULL where nobody does.
    asked_by BLOB,
    asked_days BIGINT
);
CREATE INDEX chat_hold_conversation ON chat_hold (conversation);
CREATE INDEX chat_hold_org ON chat_hold (org);
CREATE INDEX chat_hold_person ON chat_hold (person);
CREATE INDEX chat_hold_given_by ON chat_hold (given_by);
CREATE INDEX chat_hold_agreed_by ON chat_hold (agreed_by);
CREATE INDEX chat_hold_asked_by ON chat_hold (asked_by);

CREATE TABLE chat_withheld (
    conversation BLOB NOT NULL,
    -- The number of the message, or of the edit of it.
    seq BIGINT NOT NULL,
    -- The number of the message.
    message BIGINT NOT NULL,
    id BLOB NOT NULL,
    actor BLOB NOT NULL,
    at BIGINT NOT NULL,
    -- As it was sealed in chat_event.
    body BLOB NOT NULL,
    PRIMARY KEY (conversation, seq)
);
CREATE INDEX chat_withheld_actor ON chat_withheld (actor);

-- 1 where its message is gone from the log and the file is kept by an order alone.
ALTER TABLE chat_file ADD COLUMN withheld BIGINT NOT NULL DEFAULT 0;
CREATE INDEX chat_file_withheld ON chat_file (withheld, conversation);
