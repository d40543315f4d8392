-- Minors: the age band that somebody stated, the guardian who is asked or agreed, what he signed and what he closed; and
-- the openings of a minor's data by those who run the house, each asked for by one and approved by another.
CREATE TABLE yard_minor (
    person BLOB PRIMARY KEY,
    band TEXT NOT NULL CHECK (band IN ('child', 'youth')),
    state TEXT NOT NULL CHECK (state IN ('waiting', 'active')),
    stated_at BIGINT NOT NULL,
    grown_at BIGINT NOT NULL,
    guardian_index BLOB,
    guardian BLOB,
    told_at BIGINT,
    agreed_at BIGINT,
    proof TEXT,
    version TEXT,
    sheet BLOB,
    closed TEXT NOT NULL
);
CREATE INDEX yard_minor_guardian_index ON yard_minor (guardian_index);
CREATE INDEX yard_minor_guardian ON yard_minor (guardian);
CREATE INDEX yard_minor_state ON yard_minor (state, stated_at);

CREATE TABLE yard_minor_opening (
    id BLOB PRIMARY KEY,
    person BLOB NOT NULL,
    reason TEXT NOT NULL,
    asked_by BLOB NOT NULL,
    asked_at BIGINT NOT NULL,
    approved_by BLOB,
    approved_at BIGINT,
    until_at BIGINT
);
CREATE INDEX yard_minor_opening_person ON yard_minor_opening (person, until_at);
