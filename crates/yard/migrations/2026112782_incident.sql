-- Incidents: what happened, whom it touched, who was told and what was reported. While one is frozen no sweep deletes anything.
CREATE TABLE yard_incident (
    id BLOB PRIMARY KEY,
    number BIGINT NOT NULL,
    drill BIGINT NOT NULL,
    severity TEXT NOT NULL,
    found_at BIGINT NOT NULL,
    registered_at BIGINT NOT NULL,
    registered_by BLOB NOT NULL,
    scope TEXT NOT NULL,
    span_from BIGINT NOT NULL,
    span_until BIGINT NOT NULL,
    suspect TEXT,
    act TEXT,
    report_due BIGINT NOT NULL,
    notice_due BIGINT NOT NULL,
    assessed_at BIGINT,
    told_at BIGINT,
    public_at BIGINT,
    closed_at BIGINT,
    frozen BIGINT NOT NULL,
    log_size BIGINT NOT NULL,
    log_root BLOB NOT NULL,
    facts BLOB NOT NULL,
    CONSTRAINT yard_incident_number_key UNIQUE (number)
);
CREATE INDEX yard_incident_frozen ON yard_incident (frozen);

CREATE TABLE yard_incident_touched (
    incident BLOB NOT NULL REFERENCES yard_incident (id) ON DELETE CASCADE,
    person BLOB NOT NULL,
    openings BIGINT NOT NULL,
    state TEXT NOT NULL,
    channels TEXT NOT NULL,
    told_at BIGINT,
    PRIMARY KEY (incident, person)
);
CREATE INDEX yard_incident_touched_state ON yard_incident_touched (incident, state, person);

CREATE TABLE yard_incident_step (
    id BLOB PRIMARY KEY,
    incident BLOB NOT NULL REFERENCES yard_incident (id) ON DELETE CASCADE,
    act TEXT NOT NULL,
    person BLOB,
    at BIGINT NOT NULL
);
CREATE INDEX yard_incident_step_incident ON yard_incident_step (incident, id);

CREATE TABLE yard_incident_report (
    id BLOB PRIMARY KEY,
    incident BLOB NOT NULL REFERENCES yard_incident (id) ON DELETE CASCADE,
    authority TEXT NOT NULL,
    reference TEXT NOT NULL,
    filed_at BIGINT NOT NULL,
    filed_by BLOB NOT NULL,
    content BLOB NOT NULL
);
CREATE INDEX yard_incident_report_incident ON yard_incident_report (incident, id);

CREATE TABLE yard_public_notice (
    id BLOB PRIMARY KEY,
    code TEXT NOT NULL,
    args TEXT NOT NULL,
    at BIGINT NOT NULL,
    until BIGINT NOT NULL
);
CREATE INDEX yard_public_notice_until ON yard_public_notice (until);
