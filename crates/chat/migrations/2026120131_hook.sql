-- Addresses at which programs from outside say something in a conversation.
CREATE TABLE chat_hook (
    id BLOB PRIMARY KEY,
    conversation BLOB NOT NULL,
    name TEXT NOT NULL,
    -- The keyed fingerprint of what stands in the address; the address itself is told once and kept nowhere.
    verifier BLOB NOT NULL,
    made_by BLOB NOT NULL,
    made_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE UNIQUE INDEX chat_hook_verifier ON chat_hook (verifier);
CREATE UNIQUE INDEX chat_hook_name ON chat_hook (conversation, name);
CREATE INDEX chat_hook_made_by ON chat_hook (made_by);
