-- Replies that were taken in, by a keyed fingerprint, so that one that a provider pushes twice counts once.
CREATE TABLE yard_reply (
    mark BLOB NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL
);
CREATE INDEX yard_reply_at ON yard_reply (at);
