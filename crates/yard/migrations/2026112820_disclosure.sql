-- Cases of disclosure: on which ground, with which papers, reviewed by whom, what of whom was released, and who was told.
CREATE TABLE yard_disclosure (
    id BLOB PRIMARY KEY,
    number BIGINT NOT NULL,
    kind TEXT NOT NULL,
    ground TEXT,
    state TEXT NOT NULL,
    fields TEXT NOT NULL,
    opened_by BLOB NOT NULL,
    opened_at BIGINT NOT NULL,
    reviewed_by BLOB,
    reviewed_at BIGINT,
    released_by BLOB,
    released_at BIGINT,
    closed_by BLOB,
    closed_at BIGINT,
    told BIGINT,
    facts BLOB NOT NULL,
    silence BLOB,
    CONSTRAINT yard_disclosure_number_key UNIQUE (number),
    CONSTRAINT yard_disclosure_two_people CHECK (reviewed_by IS NULL OR reviewed_by <> opened_by)
);
CREATE INDEX yard_disclosure_closed ON yard_disclosure (closed_at);

CREATE TABLE yard_disclosure_paper (
    id BLOB PRIMARY KEY,
    disclosure BLOB NOT NULL REFERENCES yard_disclosure (id) ON DELETE CASCADE,
    filed_by BLOB NOT NULL,
    filed_at BIGINT NOT NULL,
    content BLOB NOT NULL
);
CREATE INDEX yard_disclosure_paper_of ON yard_disclosure_paper (disclosure, id);

CREATE TABLE yard_disclosure_person (
    id BLOB PRIMARY KEY,
    disclosure BLOB NOT NULL REFERENCES yard_disclosure (id) ON DELETE CASCADE,
    person BLOB NOT NULL,
    agreed_at BIGINT,
    told_at BIGINT,
    package BLOB,
    CONSTRAINT yard_disclosure_person_key UNIQUE (disclosure, person)
);
CREATE INDEX yard_disclosure_person_of ON yard_disclosure_person (person, disclosure);

-- What somebody wished for his data after his death.
CREATE TABLE yard_after_me (
    person BLOB PRIMARY KEY,
    wish TEXT NOT NULL,
    at BIGINT NOT NULL
);
