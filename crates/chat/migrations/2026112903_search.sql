-- What words a message has, as keyed tokens without order, count or position. The key of a conversation's tokens is
-- sealed under the conversation.
CREATE TABLE chat_index (
    conversation BLOB PRIMARY KEY,
    secret BLOB NOT NULL
);

CREATE TABLE chat_word (
    conversation BLOB NOT NULL,
    token BLOB NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (conversation, token, seq)
);
CREATE INDEX chat_word_message ON chat_word (conversation, seq);
