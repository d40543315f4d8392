-- Machines and programs from which an organisation lets clockings be brought. Nothing of a person stands here: numbers that are counted
-- name nobody. One never changes, so that what its people agreed to is what it is.
CREATE TABLE office_machine (
    id BLOB PRIMARY KEY,
    org BLOB NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    place TEXT NOT NULL,
    -- In which the times are lived that it tells without one.
    zone TEXT NOT NULL,
    serial TEXT,
    -- From where alone a machine is taken that can tell no secret.
    network TEXT,
    token_hash BLOB NOT NULL,
    made_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    pairing_until BIGINT,
    paired_at BIGINT,
    heard_at BIGINT,
    taken BIGINT NOT NULL,
    refused BIGINT NOT NULL,
    unread BIGINT NOT NULL,
    skew_s BIGINT,
    CONSTRAINT office_machine_token_key UNIQUE (token_hash)
);
CREATE INDEX office_machine_org ON office_machine (org);
CREATE INDEX office_machine_serial ON office_machine (serial);

-- By which number a machine means whom. Where `machine` is sixteen zeros, all of the organisation's do.
CREATE TABLE office_machine_number (
    id BLOB PRIMARY KEY,
    org BLOB NOT NULL,
    machine BLOB NOT NULL,
    person BLOB NOT NULL,
    number_index BLOB NOT NULL,
    number BLOB NOT NULL,
    put_at BIGINT NOT NULL,
    CONSTRAINT office_machine_number_person_key UNIQUE (org, machine, person),
    CONSTRAINT office_machine_number_index_key UNIQUE (number_index)
);
CREATE INDEX office_machine_number_own ON office_machine_number (person);

-- That somebody authorised a machine to bring what he clocked. Without a row here nothing of him is taken.
CREATE TABLE office_machine_agreement (
    machine BLOB NOT NULL REFERENCES office_machine (id) ON DELETE CASCADE,
    person BLOB NOT NULL,
    org BLOB NOT NULL,
    agreed_at BIGINT NOT NULL,
    PRIMARY KEY (machine, person)
);
CREATE INDEX office_machine_agreement_own ON office_machine_agreement (person);
CREATE INDEX office_machine_agreement_org ON office_machine_agreement (org, person);
