-- The consent ledger: append-only, numbered per person, so that the last word on a purpose is certain.
CREATE TABLE yard_consent (
    id BLOB PRIMARY KEY,
    person BLOB NOT NULL,
    purpose TEXT NOT NULL,
    version TEXT NOT NULL,
    act TEXT NOT NULL,
    at BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    CONSTRAINT yard_consent_seq_key UNIQUE (person, seq)
);
CREATE INDEX yard_consent_last ON yard_consent (person, purpose, seq);
