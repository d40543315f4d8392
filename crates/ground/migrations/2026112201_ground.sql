-- Jobs are written with their cause; frames of a person's stream are written with the fact.
CREATE TABLE ground_job (
    id BLOB PRIMARY KEY,
    name TEXT NOT NULL,
    key TEXT,
    payload TEXT NOT NULL,
    run_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    state TEXT NOT NULL,
    why TEXT,
    CONSTRAINT ground_job_key_key UNIQUE (key)
);
CREATE INDEX ground_job_due ON ground_job (state, run_at);

CREATE TABLE ground_stream_head (
    person BLOB PRIMARY KEY,
    seq BIGINT NOT NULL
);

CREATE TABLE ground_stream (
    person BLOB NOT NULL,
    seq BIGINT NOT NULL,
    topic TEXT NOT NULL,
    kind TEXT NOT NULL,
    at BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (person, seq)
);
CREATE INDEX ground_stream_age ON ground_stream (at);
