-- Until when somebody wants to be left alone, whatever the hour. Who wants nothing of the kind has no row.
CREATE TABLE yard_rest (
    person BLOB PRIMARY KEY,
    until BIGINT NOT NULL
);
