-- What people are told: one row per person and notice, rendered when it is read; and what keepers told everyone.
CREATE TABLE yard_notice (
    id BLOB PRIMARY KEY,
    person BLOB NOT NULL,
    kind TEXT NOT NULL,
    code TEXT NOT NULL,
    args TEXT NOT NULL,
    personal BLOB,
    publication BLOB,
    at BIGINT NOT NULL,
    read_at BIGINT,
    texted_at BIGINT,
    CONSTRAINT yard_notice_publication_key UNIQUE (publication, person)
);
CREATE INDEX yard_notice_person ON yard_notice (person, id);
CREATE INDEX yard_notice_at ON yard_notice (at);

CREATE TABLE yard_publication (
    id BLOB PRIMARY KEY,
    kind TEXT NOT NULL,
    code TEXT NOT NULL,
    args TEXT NOT NULL,
    published_by BLOB NOT NULL,
    at BIGINT NOT NULL,
    done_at BIGINT,
    told BIGINT NOT NULL
);
