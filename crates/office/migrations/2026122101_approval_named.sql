-- Who is only named in what is filled in takes no part by that; and whom forms, versions and settings name stands beside what is sealed,
-- so that whoever is a member no longer is taken out of it.
ALTER TABLE office_approval_part ADD COLUMN named BIGINT NOT NULL DEFAULT 0;

CREATE TABLE office_approval_named (
    holder BLOB NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('draft', 'version', 'setting')),
    person BLOB NOT NULL,
    org BLOB NOT NULL,
    PRIMARY KEY (holder, person)
);
CREATE INDEX office_approval_named_person ON office_approval_named (person, org);
CREATE INDEX office_approval_named_org ON office_approval_named (org);

-- How long cases stay at their steps: ids and times alone.
CREATE TABLE office_approval_stay (
    case_id BLOB NOT NULL REFERENCES office_approval_case (id) ON DELETE CASCADE,
    step TEXT NOT NULL,
    seq BIGINT NOT NULL,
    org BLOB NOT NULL,
    form BLOB NOT NULL,
    began_at BIGINT NOT NULL,
    ended_at BIGINT,
    PRIMARY KEY (case_id, step, seq)
);
CREATE INDEX office_approval_stay_form ON office_approval_stay (form, step);
