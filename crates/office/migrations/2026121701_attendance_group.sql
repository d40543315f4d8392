-- How an organisation arranges its working days: shifts, groups with their plans, who belongs to which from when to when, days
-- that differ. A plan holds from a day on, so that a change never turns what was reckoned before.
CREATE TABLE office_shift (
    id BLOB PRIMARY KEY,
    org BLOB NOT NULL,
    name TEXT NOT NULL,
    shift TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    ended_at BIGINT
);
CREATE INDEX office_shift_org ON office_shift (org, id);

CREATE TABLE office_group (
    id BLOB PRIMARY KEY,
    org BLOB NOT NULL,
    name TEXT NOT NULL,
    zone TEXT NOT NULL,
    made_at BIGINT NOT NULL
);
CREATE INDEX office_group_org ON office_group (org, id);

CREATE TABLE office_group_plan (
    grp BLOB NOT NULL REFERENCES office_group (id) ON DELETE CASCADE,
    from_day BIGINT NOT NULL,
    plan TEXT NOT NULL,
    PRIMARY KEY (grp, from_day)
);

CREATE TABLE office_group_manager (
    grp BLOB NOT NULL REFERENCES office_group (id) ON DELETE CASCADE,
    org BLOB NOT NULL,
    person BLOB NOT NULL,
    PRIMARY KEY (grp, person)
);
CREATE INDEX office_group_manager_person ON office_group_manager (person, org);

-- Somebody belongs to one group at a time; `until_day` is the first day on which he no longer does.
CREATE TABLE office_attendee (
    org BLOB NOT NULL,
    person BLOB NOT NULL,
    grp BLOB NOT NULL REFERENCES office_group (id) ON DELETE CASCADE,
    from_day BIGINT NOT NULL,
    until_day BIGINT,
    PRIMARY KEY (org, person, from_day)
);
CREATE INDEX office_attendee_grp ON office_attendee (grp, person);
CREATE INDEX office_attendee_person ON office_attendee (person);

-- What differs from the plan on one day for one person; no shift is a day of rest.
CREATE TABLE office_roster (
    org BLOB NOT NULL,
    person BLOB NOT NULL,
    day BIGINT NOT NULL,
    shift BLOB,
    PRIMARY KEY (org, person, day)
);
CREATE INDEX office_roster_person ON office_roster (person);

CREATE TABLE office_day (
    org BLOB NOT NULL,
    day BIGINT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('off', 'on')),
    PRIMARY KEY (org, day)
);

-- A screen on a site, known by a keyed fingerprint of what stands in its link.
CREATE TABLE office_screen (
    id BLOB PRIMARY KEY,
    org BLOB NOT NULL,
    grp BLOB NOT NULL REFERENCES office_group (id) ON DELETE CASCADE,
    verifier BLOB NOT NULL,
    made_at BIGINT NOT NULL,
    CONSTRAINT office_screen_verifier_key UNIQUE (verifier)
);
CREATE INDEX office_screen_grp ON office_screen (grp);

-- A month that was closed: what comes after `closed_at` is a change that everybody sees.
CREATE TABLE office_closing (
    grp BLOB NOT NULL REFERENCES office_group (id) ON DELETE CASCADE,
    org BLOB NOT NULL,
    month TEXT NOT NULL,
    closed_by BLOB,
    closed_at BIGINT NOT NULL,
    PRIMARY KEY (grp, month)
);
CREATE INDEX office_closing_person ON office_closing (closed_by);
