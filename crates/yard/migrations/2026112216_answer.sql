-- Answers of requests that may arrive twice; a keyed fingerprint of whose and what, and the answer sealed.
CREATE TABLE yard_answer (
    slot BLOB PRIMARY KEY,
    person BLOB,
    asked BLOB NOT NULL,
    answer BLOB NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX yard_answer_person ON yard_answer (person, at);
CREATE INDEX yard_answer_at ON yard_answer (at);
