-- The tokens of many messages lie together: a segment holds those of some hundred or thousand messages, in parts of a page each,
-- and in a part stands for each token which messages have it. A token is half as long as it was: what is found by it is opened
-- and checked.
CREATE TABLE chat_segment (
    conversation BLOB NOT NULL,
    segment BIGINT NOT NULL,
    first_seq BIGINT NOT NULL,
    last_seq BIGINT NOT NULL,
    messages BIGINT NOT NULL,
    PRIMARY KEY (conversation, segment)
);

CREATE TABLE chat_posting (
    conversation BLOB NOT NULL,
    segment BIGINT NOT NULL,
    token BLOB NOT NULL,
    postings BLOB NOT NULL,
    PRIMARY KEY (conversation, segment, token)
);

-- The tokens of what was said lately: one row for each message, and more only for what was found before by rows of its own.
CREATE TABLE chat_fresh_token (
    conversation BLOB NOT NULL,
    seq BIGINT NOT NULL,
    part BIGINT NOT NULL,
    tokens BLOB NOT NULL,
    PRIMARY KEY (conversation, seq, part)
);

WITH RECURSIVE split (conversation, seq, place, tokens) AS (
    SELECT conversation, seq, 1, tokens FROM chat_fresh_word
    UNION ALL
    SELECT conversation, seq, place + 16, tokens FROM split WHERE place + 16 <= length(tokens)
)
INSERT INTO chat_fresh_token (conversation, seq, part, tokens)
SELECT conversation, seq, ROW_NUMBER() OVER (PARTITION BY conversation, seq ORDER BY token), token
FROM (
    SELECT conversation, seq, substr(tokens, place, 8) AS token FROM split
    UNION
    SELECT conversation, seq, substr(token, 1, 8) AS token FROM chat_word
) AS found;

DROP TABLE chat_fresh_word;
DROP TABLE chat_word;
