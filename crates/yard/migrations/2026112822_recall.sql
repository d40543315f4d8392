-- Whoever received data of somebody who left is asked to delete them, too; his acknowledgement is kept.
CREATE TABLE yard_recall (
    id BLOB PRIMARY KEY,
    person BLOB NOT NULL,
    recipient TEXT NOT NULL,
    state TEXT NOT NULL,
    begun_at BIGINT NOT NULL,
    asked_at BIGINT,
    acknowledged_at BIGINT,
    mark BLOB,
    answer BLOB,
    CONSTRAINT yard_recall_key UNIQUE (person, recipient)
);
CREATE INDEX yard_recall_state ON yard_recall (state, id);
