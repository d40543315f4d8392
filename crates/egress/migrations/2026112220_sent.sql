-- What left the house is kept in a file of its own, for as long as the law asks, whatever becomes of the rest.
CREATE TABLE egress_sent (
    id BLOB PRIMARY KEY,
    at BIGINT NOT NULL,
    subject BLOB NOT NULL,
    recipient TEXT NOT NULL,
    purpose TEXT NOT NULL,
    outcome TEXT NOT NULL,
    detail BLOB NOT NULL
);
CREATE INDEX egress_sent_subject_idx ON egress_sent (subject, at);
CREATE INDEX egress_sent_at_idx ON egress_sent (at);
