-- What somebody wrote to be sent later. It is his alone until then.
CREATE TABLE chat_scheduled (
    id BLOB PRIMARY KEY,
    conversation BLOB NOT NULL,
    person BLOB NOT NULL,
    made_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    -- Whether it could not be sent, since its writer is in the conversation no longer.
    refused BIGINT NOT NULL,
    text BLOB NOT NULL
);
CREATE INDEX chat_scheduled_person ON chat_scheduled (person, due_at);
