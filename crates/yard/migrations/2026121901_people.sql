-- What an organisation keeps of its members for work, what it shows of it, whom it charged with what, what was done in its console,
-- the lists it brought in with what it attested of them, and whether it was shown to be the company it says.
CREATE TABLE yard_member_field (
    id BLOB PRIMARY KEY,
    org BLOB NOT NULL REFERENCES yard_org (id) ON DELETE CASCADE,
    person BLOB NOT NULL,
    field TEXT NOT NULL,
    value BLOB,
    id_number BLOB,
    personnel BLOB,
    source TEXT NOT NULL,
    upload BLOB,
    changed_at BIGINT NOT NULL,
    CONSTRAINT yard_member_field_key UNIQUE (org, person, field)
);
CREATE INDEX yard_member_field_of ON yard_member_field (person);
CREATE INDEX yard_member_field_upload ON yard_member_field (upload);
CREATE INDEX yard_member_field_changed ON yard_member_field (org, changed_at);
CREATE TABLE yard_member_photo (
    org BLOB NOT NULL REFERENCES yard_org (id) ON DELETE CASCADE,
    person BLOB NOT NULL,
    photo BLOB NOT NULL,
    put_at BIGINT NOT NULL,
    PRIMARY KEY (org, person)
);
CREATE INDEX yard_member_photo_of ON yard_member_photo (person);
CREATE TABLE yard_record_rule (
    org BLOB NOT NULL REFERENCES yard_org (id) ON DELETE CASCADE,
    field TEXT NOT NULL,
    inside TEXT NOT NULL,
    outside BIGINT NOT NULL,
    own BIGINT NOT NULL,
    PRIMARY KEY (org, field)
);
CREATE TABLE yard_charge (
    id BLOB PRIMARY KEY,
    org BLOB NOT NULL REFERENCES yard_org (id) ON DELETE CASCADE,
    person BLOB NOT NULL,
    title BLOB NOT NULL,
    department BLOB,
    rights TEXT NOT NULL,
    named_by BLOB NOT NULL,
    named_at BIGINT NOT NULL
);
CREATE INDEX yard_charge_of ON yard_charge (org, person);
CREATE INDEX yard_charge_person ON yard_charge (person);
CREATE TABLE yard_org_act (
    id BLOB PRIMARY KEY,
    org BLOB NOT NULL REFERENCES yard_org (id) ON DELETE CASCADE,
    person BLOB NOT NULL,
    act TEXT NOT NULL,
    about BLOB,
    at BIGINT NOT NULL
);
CREATE INDEX yard_org_act_of ON yard_org_act (org, id);
CREATE INDEX yard_org_act_person ON yard_org_act (person);
CREATE INDEX yard_org_act_about ON yard_org_act (about);
CREATE INDEX yard_org_act_at ON yard_org_act (at);
CREATE TABLE yard_upload (
    id BLOB PRIMARY KEY,
    org BLOB NOT NULL REFERENCES yard_org (id) ON DELETE CASCADE,
    made_by BLOB NOT NULL,
    made_at BIGINT NOT NULL,
    purpose BLOB NOT NULL,
    extent BLOB NOT NULL,
    usage BLOB NOT NULL
);
CREATE INDEX yard_upload_of ON yard_upload (org, id);
CREATE TABLE yard_upload_row (
    id BLOB PRIMARY KEY,
    upload BLOB NOT NULL,
    org BLOB NOT NULL REFERENCES yard_org (id) ON DELETE CASCADE,
    person BLOB,
    phone_index BLOB,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'filed')),
    fields TEXT NOT NULL,
    department BLOB,
    invited BIGINT NOT NULL,
    details BLOB,
    at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX yard_upload_row_upload ON yard_upload_row (upload);
CREATE INDEX yard_upload_row_phone ON yard_upload_row (phone_index);
CREATE INDEX yard_upload_row_person ON yard_upload_row (person);
CREATE INDEX yard_upload_row_org ON yard_upload_row (org, state);
-- By the person, or by the index of the number of somebody who has no account.
CREATE TABLE yard_upload_refusal (
    org BLOB NOT NULL REFERENCES yard_org (id) ON DELETE CASCADE,
    person BLOB,
    phone_index BLOB,
    at BIGINT NOT NULL,
    CONSTRAINT yard_upload_refusal_person UNIQUE (org, person),
    CONSTRAINT yard_upload_refusal_phone UNIQUE (org, phone_index),
    CHECK ((person IS NULL) <> (phone_index IS NULL))
);
CREATE INDEX yard_upload_refusal_of ON yard_upload_refusal (person);
CREATE INDEX yard_upload_refusal_number ON yard_upload_refusal (phone_index);
CREATE TABLE yard_org_certificate (
    org BLOB PRIMARY KEY REFERENCES yard_org (id) ON DELETE CASCADE,
    id BLOB NOT NULL UNIQUE,
    state TEXT NOT NULL CHECK (state IN ('draft', 'waiting', 'certified', 'refused')),
    contact_name BLOB,
    contact_phone BLOB,
    licence BLOB,
    reason BLOB,
    sent_by BLOB NOT NULL,
    sent_at BIGINT NOT NULL,
    decided_at BIGINT
);
CREATE INDEX yard_org_certificate_state ON yard_org_certificate (state, sent_at);
-- With which list a position came that stands with a membership: what somebody wrote since is not that list's.
ALTER TABLE yard_member ADD COLUMN position_upload BLOB;
CREATE INDEX yard_member_position_upload ON yard_member (position_upload);
-- Until when a session stands at most, however much it is used; a console on a screen that is not one's own ends by itself.
ALTER TABLE yard_session ADD COLUMN ends_at BIGINT;
-- Who heads a department, and in which place it stands among those beside it.
ALTER TABLE yard_department ADD COLUMN head BLOB;
ALTER TABLE yard_department ADD COLUMN place BIGINT NOT NULL DEFAULT 0;
-- An organisation whose administrators end it, and when that will be.
CREATE TABLE yard_org_closing (
    org BLOB PRIMARY KEY REFERENCES yard_org (id) ON DELETE CASCADE,
    asked_by BLOB,
    asked_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL
);
CREATE INDEX yard_org_closing_due ON yard_org_closing (due_at);
-- How far somebody is in joining, moving or leaving, where he handed in what is wanted for it.
CREATE TABLE yard_personnel (
    org BLOB NOT NULL REFERENCES yard_org (id) ON DELETE CASCADE,
    person BLOB NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('joining', 'working', 'moving', 'leaving')),
    department BLOB,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (org, person)
);
CREATE INDEX yard_personnel_of ON yard_personnel (person);
-- What an organisation opened of what it need not have.
CREATE TABLE yard_org_opened (
    org BLOB NOT NULL REFERENCES yard_org (id) ON DELETE CASCADE,
    service TEXT NOT NULL,
    PRIMARY KEY (org, service)
);
-- Coming into the console of an organisation by a code that one's phone scans: passwords for it, and codes that wait.
CREATE TABLE yard_console_password (
    person BLOB PRIMARY KEY,
    verifier BLOB NOT NULL,
    changed_at BIGINT NOT NULL
);
CREATE TABLE yard_console_code (
    id BLOB PRIMARY KEY,
    secret_hash BLOB NOT NULL,
    person BLOB,
    org BLOB,
    tries BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX yard_console_code_expires ON yard_console_code (expires_at);
CREATE INDEX yard_console_code_person ON yard_console_code (person);
