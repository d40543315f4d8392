-- Crashes of the client: groups that name nobody, and the reports of people who agreed to send them.
CREATE TABLE yard_crash_group (
    id BLOB PRIMARY KEY,
    signature BLOB NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    reports BIGINT NOT NULL,
    first_at BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    resolved_at BIGINT
);
CREATE INDEX yard_crash_group_last ON yard_crash_group (last_at);

CREATE TABLE yard_crash (
    id BLOB PRIMARY KEY,
    crash BLOB NOT NULL REFERENCES yard_crash_group (id),
    person BLOB NOT NULL,
    version TEXT NOT NULL,
    at BIGINT NOT NULL,
    installation BLOB NOT NULL,
    report BLOB NOT NULL
);
CREATE INDEX yard_crash_crash ON yard_crash (crash, at);
CREATE INDEX yard_crash_person ON yard_crash (person);
CREATE INDEX yard_crash_at ON yard_crash (at);
