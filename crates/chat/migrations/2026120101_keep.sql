-- How long a conversation keeps what is said in it, where its owner set that, and how far it was destroyed already. Where
-- nobody set anything and nothing was destroyed there is no row.
CREATE TABLE chat_keep (
    conversation BLOB PRIMARY KEY,
    message_days BIGINT,
    file_days BIGINT,
    -- Nothing stays longer than it takes to arrive.
    relay BIGINT NOT NULL,
    -- What messages up to this number said is gone, and what files those up to that one carried.
    message_seq BIGINT NOT NULL,
    file_seq BIGINT NOT NULL
);
CREATE INDEX chat_conversation_org ON chat_conversation (org);
