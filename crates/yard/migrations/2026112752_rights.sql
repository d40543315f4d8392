-- Requests that people make about their own data, with the clock that runs from the proof that it is they who ask; and
-- who asked that his data be not used.
CREATE TABLE yard_request (
    id BLOB PRIMARY KEY,
    person BLOB NOT NULL,
    kind TEXT NOT NULL,
    words BLOB,
    opened_at BIGINT NOT NULL,
    verified_at BIGINT,
    due_at BIGINT,
    working_due_at BIGINT,
    warn_at BIGINT,
    warned_at BIGINT,
    overdue_at BIGINT,
    answered_at BIGINT,
    outcome TEXT,
    ground TEXT,
    answer BLOB,
    answered_by BLOB
);
CREATE INDEX yard_request_person ON yard_request (person, opened_at);
CREATE INDEX yard_request_open ON yard_request (answered_at, verified_at);

CREATE TABLE yard_restriction (
    person BLOB PRIMARY KEY,
    since BIGINT NOT NULL
);
