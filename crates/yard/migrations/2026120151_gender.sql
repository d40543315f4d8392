-- What somebody said of himself, and when.
CREATE TABLE yard_gender (
    person BLOB PRIMARY KEY,
    gender BLOB NOT NULL,
    said_at BIGINT NOT NULL
);
