-- Who had his name confirmed, how far that is, and the sides of cards until it is decided.
CREATE TABLE yard_real_name (
    person BLOB PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    state TEXT NOT NULL,
    way TEXT NOT NULL,
    name BLOB,
    number BLOB,
    reason BLOB,
    sent_at BIGINT NOT NULL,
    decided_at BIGINT,
    decided_by BLOB
);
CREATE INDEX yard_real_name_waiting ON yard_real_name (state, sent_at);
CREATE TABLE yard_identity_photo (
    person BLOB NOT NULL,
    side TEXT NOT NULL,
    photo BLOB NOT NULL,
    put_at BIGINT NOT NULL,
    PRIMARY KEY (person, side)
);
