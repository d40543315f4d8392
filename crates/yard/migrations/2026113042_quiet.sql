-- When somebody does not want to be woken: from and until in minutes of his day, on which days (a bit each, Monday first),
-- by the clock of which place.
CREATE TABLE yard_quiet (
    person BLOB PRIMARY KEY,
    from_min BIGINT NOT NULL,
    until_min BIGINT NOT NULL,
    days BIGINT NOT NULL,
    zone TEXT NOT NULL
);
