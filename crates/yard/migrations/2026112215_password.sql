-- Passwords of those who run the house: a sealed login found by a keyed index, and an argon2id verifier.
CREATE TABLE yard_password (
    person BLOB PRIMARY KEY REFERENCES yard_person (id) ON DELETE CASCADE,
    login BLOB NOT NULL,
    login_index BLOB NOT NULL,
    verifier BLOB NOT NULL,
    changed_at BIGINT NOT NULL,
    CONSTRAINT yard_password_login_key UNIQUE (login_index)
);
