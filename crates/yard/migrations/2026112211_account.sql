-- People, their numbers, the codes that wait to be typed, how often something happened, and sessions.
-- A person is not a phone number: people without a number exist.
CREATE TABLE yard_person (
    id BLOB PRIMARY KEY,
    name BLOB NOT NULL,
    avatar BLOB,
    keeper BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    named_at BIGINT NOT NULL
);

CREATE TABLE yard_number (
    person BLOB PRIMARY KEY REFERENCES yard_person (id) ON DELETE CASCADE,
    phone BLOB NOT NULL,
    phone_index BLOB NOT NULL,
    since BIGINT NOT NULL,
    CONSTRAINT yard_number_phone_key UNIQUE (phone_index)
);

CREATE TABLE yard_code (
    phone_index BLOB PRIMARY KEY,
    code_index BLOB NOT NULL,
    tries_left BIGINT NOT NULL,
    sent_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    consent_version TEXT NOT NULL,
    purposes TEXT NOT NULL
);

CREATE TABLE yard_rate (
    kind TEXT NOT NULL,
    key BLOB NOT NULL,
    began_at BIGINT NOT NULL,
    span_s BIGINT NOT NULL,
    count BIGINT NOT NULL,
    PRIMARY KEY (kind, key, began_at)
);

CREATE TABLE yard_session (
    id BLOB PRIMARY KEY,
    person BLOB NOT NULL,
    guest_of BLOB,
    limited BIGINT NOT NULL,
    token_hash BLOB NOT NULL,
    label BLOB,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    CONSTRAINT yard_session_token_key UNIQUE (token_hash)
);
CREATE INDEX yard_session_person ON yard_session (person);
