-- The tokens of what was said lately, a row for each message: one page is written instead of one for each token. The errand
-- search.fold_in brings them among those of chat_word, those of many messages at once.
CREATE TABLE chat_fresh_word (
    conversation BLOB NOT NULL,
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    tokens BLOB NOT NULL,
    PRIMARY KEY (conversation, seq)
);
CREATE INDEX chat_fresh_word_age ON chat_fresh_word (at, conversation);
