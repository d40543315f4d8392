-- Who left an organisation: under which name its records speak of him from then on, until he cannot be told from them.
CREATE TABLE yard_leaver (
    org BLOB NOT NULL,
    person BLOB NOT NULL,
    alias BLOB NOT NULL,
    left_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    PRIMARY KEY (org, person)
);
CREATE INDEX yard_leaver_person ON yard_leaver (person);
CREATE INDEX yard_leaver_due ON yard_leaver (due_at);
