-- One row for each time that somebody clocked. `nonce` is of one challenge of the house: the same answer never counts twice.
CREATE TABLE office_punch (
    id BLOB PRIMARY KEY,
    org BLOB NOT NULL,
    person BLOB NOT NULL,
    at BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    nonce BLOB NOT NULL,
    record BLOB NOT NULL,
    place BLOB,
    CONSTRAINT office_punch_nonce_key UNIQUE (nonce)
);
CREATE INDEX office_punch_person ON office_punch (org, person, at);
CREATE INDEX office_punch_own ON office_punch (person);
CREATE INDEX office_punch_at ON office_punch (at);

-- The public half of the key by which a person's device signs; the other half never leaves it.
CREATE TABLE office_clock_key (
    org BLOB NOT NULL,
    person BLOB NOT NULL,
    id BLOB NOT NULL,
    device_key BLOB NOT NULL,
    since BIGINT NOT NULL,
    replaced BIGINT NOT NULL,
    PRIMARY KEY (org, person)
);
CREATE INDEX office_clock_key_person ON office_clock_key (person);

-- In which organisation somebody agreed to what, by a fingerprint of the reason that it wrote: another asks anew.
CREATE TABLE office_agreement (
    org BLOB NOT NULL,
    person BLOB NOT NULL,
    purpose TEXT NOT NULL,
    declared BLOB NOT NULL,
    agreed_at BIGINT NOT NULL,
    PRIMARY KEY (org, person, purpose)
);
CREATE INDEX office_agreement_person ON office_agreement (person);

-- Signing in from outside.
CREATE TABLE office_field (
    id BLOB PRIMARY KEY,
    org BLOB NOT NULL,
    person BLOB NOT NULL,
    at BIGINT NOT NULL,
    place BLOB NOT NULL,
    note BLOB,
    photo BLOB
);
CREATE INDEX office_field_person ON office_field (org, person, at);
CREATE INDEX office_field_own ON office_field (person);
CREATE INDEX office_field_at ON office_field (at);

-- What somebody asks to be put right, and what was decided.
CREATE TABLE office_correction (
    id BLOB PRIMARY KEY,
    org BLOB NOT NULL,
    person BLOB NOT NULL,
    approver BLOB,
    day BIGINT NOT NULL,
    at BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'granted', 'declined', 'withdrawn')),
    reason BLOB NOT NULL,
    asked_at BIGINT NOT NULL,
    decided_by BLOB,
    decided_at BIGINT
);
CREATE INDEX office_correction_person ON office_correction (org, person, day);
CREATE INDEX office_correction_own ON office_correction (person);
CREATE INDEX office_correction_approver ON office_correction (approver, state);
CREATE INDEX office_correction_waiting ON office_correction (org, state, asked_at);
CREATE INDEX office_correction_asked ON office_correction (asked_at);
