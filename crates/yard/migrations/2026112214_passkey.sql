-- Passkeys: public key and label sealed, found by a keyed index of the credential's id.
CREATE TABLE yard_passkey (
    id BLOB PRIMARY KEY,
    person BLOB NOT NULL REFERENCES yard_person (id) ON DELETE CASCADE,
    credential_index BLOB NOT NULL,
    credential BLOB NOT NULL,
    label BLOB NOT NULL,
    created_at BIGINT NOT NULL,
    used_at BIGINT,
    CONSTRAINT yard_passkey_credential_key UNIQUE (credential_index)
);
CREATE INDEX yard_passkey_person ON yard_passkey (person, created_at);
