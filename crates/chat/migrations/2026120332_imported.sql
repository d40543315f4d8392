-- Conversations that somebody brought along as a file; his alone.
CREATE TABLE chat_imported (
    id BLOB PRIMARY KEY,
    person BLOB NOT NULL,
    taken_at BIGINT NOT NULL,
    -- Messages in it, and parts that they lie in.
    lines BIGINT NOT NULL,
    parts BIGINT NOT NULL,
    head BLOB NOT NULL
);
CREATE INDEX chat_imported_person ON chat_imported (person);

CREATE TABLE chat_imported_part (
    imported BLOB NOT NULL,
    place BIGINT NOT NULL,
    id BLOB NOT NULL,
    person BLOB NOT NULL,
    said BLOB NOT NULL,
    PRIMARY KEY (imported, place)
);
CREATE INDEX chat_imported_part_person ON chat_imported_part (person);
