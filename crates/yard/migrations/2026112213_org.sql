-- Organisations, who belongs to them, their departments, and invitations that wait for an answer.
-- `changed_at` of an organisation is written first by whoever changes its people, so that two administrators queue.
CREATE TABLE yard_org (
    id BLOB PRIMARY KEY,
    legal_name BLOB NOT NULL,
    credit_code BLOB NOT NULL,
    address BLOB,
    creator BLOB NOT NULL,
    creator_name BLOB,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
);

CREATE TABLE yard_department (
    id BLOB PRIMARY KEY,
    org BLOB NOT NULL REFERENCES yard_org (id) ON DELETE CASCADE,
    parent BLOB REFERENCES yard_department (id),
    name BLOB NOT NULL,
    external_id BLOB,
    external_index BLOB,
    created_at BIGINT NOT NULL,
    CONSTRAINT yard_department_external_key UNIQUE (org, external_index)
);
CREATE INDEX yard_department_parent ON yard_department (parent);

CREATE TABLE yard_member (
    id BLOB PRIMARY KEY,
    org BLOB NOT NULL REFERENCES yard_org (id) ON DELETE CASCADE,
    person BLOB NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('administrator', 'member')),
    department BLOB REFERENCES yard_department (id),
    position BLOB,
    external_id BLOB,
    external_index BLOB,
    joined_at BIGINT NOT NULL,
    CONSTRAINT yard_member_person_key UNIQUE (org, person),
    CONSTRAINT yard_member_external_key UNIQUE (org, external_index)
);
CREATE INDEX yard_member_of ON yard_member (person);
CREATE INDEX yard_member_department ON yard_member (department);

-- The number goes with the answer: an invitation that was declined keeps none.
CREATE TABLE yard_invitation (
    id BLOB PRIMARY KEY,
    org BLOB NOT NULL REFERENCES yard_org (id) ON DELETE CASCADE,
    role TEXT NOT NULL CHECK (role IN ('administrator', 'member')),
    state TEXT NOT NULL CHECK (state IN ('open', 'declined')),
    phone BLOB,
    phone_index BLOB,
    invited_by BLOB NOT NULL,
    invited_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    CONSTRAINT yard_invitation_phone_key UNIQUE (org, phone_index)
);
CREATE INDEX yard_invitation_index ON yard_invitation (phone_index);
CREATE INDEX yard_invitation_expires ON yard_invitation (expires_at);
