-- Messages that their writers marked as urgent, for whom, and what was done to reach each.
CREATE TABLE chat_urgent (
    conversation BLOB NOT NULL,
    seq BIGINT NOT NULL,
    person BLOB NOT NULL,
    sender BLOB NOT NULL,
    made_at BIGINT NOT NULL,
    -- Whether nothing is done: he is not reached by this sender in this way, or by nobody any more today.
    held BIGINT NOT NULL,
    confirmed_at BIGINT,
    PRIMARY KEY (conversation, seq, person)
);
CREATE INDEX chat_urgent_person ON chat_urgent (person, made_at);
CREATE INDEX chat_urgent_sender ON chat_urgent (sender, made_at);
CREATE TABLE chat_urgent_step (
    conversation BLOB NOT NULL,
    seq BIGINT NOT NULL,
    person BLOB NOT NULL,
    rung TEXT NOT NULL,
    at BIGINT NOT NULL,
    outcome TEXT NOT NULL,
    PRIMARY KEY (conversation, seq, person, rung)
);
-- Whether urgent messages come in quiet hours. Who chose nothing has no row.
CREATE TABLE chat_urgent_choice (
    person BLOB PRIMARY KEY,
    at_night BIGINT NOT NULL
);
-- Whose messages are urgent to somebody no longer.
CREATE TABLE chat_urgent_refused (
    person BLOB NOT NULL,
    sender BLOB NOT NULL,
    PRIMARY KEY (person, sender)
);
