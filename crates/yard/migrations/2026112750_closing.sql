-- Accounts that were closed: until when their data rest locked, and that they were erased. An opaque id and times stay,
-- so that a copy of the data from before is erased again when it is brought back.
CREATE TABLE yard_closing (
    id BLOB PRIMARY KEY,
    person BLOB NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('closing', 'locked', 'erasing', 'erased')),
    closed_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    erased_at BIGINT,
    leaf BIGINT,
    statement TEXT,
    CONSTRAINT yard_closing_person_key UNIQUE (person)
);
CREATE INDEX yard_closing_due ON yard_closing (state, due_at);
