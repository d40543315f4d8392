-- What somebody chose for all of his conversations. Who chose nothing has no row.
CREATE TABLE chat_choice (
    person BLOB PRIMARY KEY,
    -- Whether others see how far he read.
    receipts BIGINT NOT NULL
);
