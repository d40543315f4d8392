-- Approvals. Forms, processes, what is filled in, opinions and files are sealed under the organisation's key; ids, states, counts and times
-- are plain. A case speaks of people by numbers of its own (`party`): who that is stands beside it and may become a pseudonym, while
-- the signed records stay as they were written.
CREATE TABLE office_approval_form (
    id BLOB PRIMARY KEY,
    org BLOB NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('draft', 'live', 'resting')),
    version BIGINT NOT NULL,
    stamp BIGINT NOT NULL,
    draft BLOB NOT NULL,
    made_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
);
CREATE INDEX office_approval_form_org ON office_approval_form (org, id);

CREATE TABLE office_approval_version (
    id BLOB PRIMARY KEY,
    form BLOB NOT NULL REFERENCES office_approval_form (id) ON DELETE CASCADE,
    org BLOB NOT NULL,
    number BIGINT NOT NULL,
    definition BLOB NOT NULL,
    published_at BIGINT NOT NULL,
    CONSTRAINT office_approval_version_key UNIQUE (form, number)
);
CREATE INDEX office_approval_version_org ON office_approval_version (org);

CREATE TABLE office_approval_case (
    id BLOB PRIMARY KEY,
    org BLOB NOT NULL,
    form BLOB NOT NULL REFERENCES office_approval_form (id) ON DELETE CASCADE,
    version BIGINT NOT NULL,
    number BIGINT NOT NULL,
    standing TEXT NOT NULL CHECK (standing IN ('running', 'returned', 'approved', 'refused', 'withdrawn')),
    state TEXT NOT NULL,
    stamp BIGINT NOT NULL,
    records BIGINT NOT NULL,
    head BLOB NOT NULL,
    body BLOB NOT NULL,
    asked_at BIGINT NOT NULL,
    moved_at BIGINT NOT NULL,
    ended_at BIGINT,
    CONSTRAINT office_approval_case_number_key UNIQUE (org, number)
);
CREATE INDEX office_approval_case_form ON office_approval_case (form, id);
CREATE INDEX office_approval_case_ended ON office_approval_case (ended_at, asked_at);
CREATE INDEX office_approval_case_standing ON office_approval_case (standing, org);

-- The last number that an organisation gave to a case.
CREATE TABLE office_approval_counter (
    org BLOB PRIMARY KEY,
    last BIGINT NOT NULL
);

-- Who takes part: as whoever asked, whose turn it is, who decided, who was told. `salt` opens what the records commit to; it goes when
-- the person becomes a pseudonym. `dues` says at which of his steps his time is over when; `due_at` when the house looks at it next, and
-- `looked_at` when it last looked for one who left.
CREATE TABLE office_approval_part (
    case_id BLOB NOT NULL REFERENCES office_approval_case (id) ON DELETE CASCADE,
    party BIGINT NOT NULL,
    org BLOB NOT NULL,
    person BLOB NOT NULL,
    former BIGINT NOT NULL,
    salt BLOB,
    asks BIGINT NOT NULL,
    waits BIGINT NOT NULL,
    decided BIGINT NOT NULL,
    copied BIGINT NOT NULL,
    dues TEXT NOT NULL,
    due_at BIGINT,
    looked_at BIGINT,
    PRIMARY KEY (case_id, party),
    CONSTRAINT office_approval_part_person_key UNIQUE (case_id, person)
);
CREATE INDEX office_approval_part_person ON office_approval_part (person, org);
CREATE INDEX office_approval_part_due ON office_approval_part (waits, due_at);
CREATE INDEX office_approval_part_former ON office_approval_part (former, waits, org, person);
CREATE INDEX office_approval_part_org ON office_approval_part (org, waits);

CREATE TABLE office_approval_record (
    id BLOB PRIMARY KEY,
    case_id BLOB NOT NULL REFERENCES office_approval_case (id) ON DELETE CASCADE,
    org BLOB NOT NULL,
    seq BIGINT NOT NULL,
    hash BLOB NOT NULL,
    signature BLOB NOT NULL,
    signer BLOB NOT NULL,
    body BLOB NOT NULL,
    made_at BIGINT NOT NULL,
    CONSTRAINT office_approval_record_key UNIQUE (case_id, seq)
);

-- A file waits under whoever uploaded it until his case names it; from then on it is the case's.
CREATE TABLE office_approval_file (
    id BLOB PRIMARY KEY,
    org BLOB NOT NULL,
    person BLOB,
    case_id BLOB REFERENCES office_approval_case (id) ON DELETE CASCADE,
    content BLOB NOT NULL,
    put_at BIGINT NOT NULL
);
CREATE INDEX office_approval_file_case ON office_approval_file (case_id);
CREATE INDEX office_approval_file_person ON office_approval_file (person);
CREATE INDEX office_approval_file_put ON office_approval_file (put_at);

-- Heads of departments, roles, and who takes over from those who leave.
CREATE TABLE office_approval_setting (
    org BLOB PRIMARY KEY,
    stamp BIGINT NOT NULL,
    body BLOB NOT NULL
);

CREATE TABLE office_approval_absence (
    org BLOB NOT NULL,
    person BLOB NOT NULL,
    stand_in BLOB,
    said_at BIGINT NOT NULL,
    until_at BIGINT NOT NULL,
    PRIMARY KEY (org, person)
);
CREATE INDEX office_approval_absence_person ON office_approval_absence (person);
CREATE INDEX office_approval_absence_stand_in ON office_approval_absence (stand_in);
