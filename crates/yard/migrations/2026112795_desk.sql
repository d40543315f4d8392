-- Who may look at the desk for a time without changing anything, and each look.
CREATE TABLE yard_inspector (
    id BLOB PRIMARY KEY,
    number BIGINT NOT NULL,
    person BLOB NOT NULL,
    appointed_by BLOB NOT NULL,
    from_at BIGINT NOT NULL,
    until_at BIGINT NOT NULL,
    ended_at BIGINT,
    CONSTRAINT yard_inspector_number_key UNIQUE (number)
);
CREATE INDEX yard_inspector_person ON yard_inspector (person, until_at);

CREATE TABLE yard_inspection (
    id BLOB PRIMARY KEY,
    inspector BLOB NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX yard_inspection_inspector ON yard_inspection (inspector, at);
