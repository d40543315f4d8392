-- Networks and devices from which a person has signed in, as keyed fingerprints: enough to see what is new, too little to
-- tell where anybody was.
CREATE TABLE yard_known (
    person BLOB NOT NULL,
    kind TEXT NOT NULL,
    mark BLOB NOT NULL,
    since BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    PRIMARY KEY (person, kind, mark)
);
CREATE INDEX yard_known_seen ON yard_known (seen_at);
