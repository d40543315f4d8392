-- What somebody brought along from another house, and the houses whose keys are known here.
CREATE TABLE yard_brought (
    person BLOB NOT NULL,
    id BLOB NOT NULL,
    kind TEXT NOT NULL,
    title BLOB,
    stay BLOB,
    at BIGINT NOT NULL,
    brought_at BIGINT NOT NULL,
    PRIMARY KEY (person, id)
);
CREATE INDEX yard_brought_at ON yard_brought (kind, at);
CREATE TABLE yard_known_house (
    fingerprint TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    log_key BLOB NOT NULL,
    added_by BLOB NOT NULL,
    added_at BIGINT NOT NULL
);
