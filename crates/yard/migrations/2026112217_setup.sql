-- One-time keys of the keeper's first day and of recovery; only a fingerprint of each is kept.
CREATE TABLE yard_setup_key (
    kind TEXT PRIMARY KEY,
    hash BLOB NOT NULL,
    made_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
