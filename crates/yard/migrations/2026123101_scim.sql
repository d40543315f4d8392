-- Connections by which a directory of an organisation names its people (SCIM). Each stands on what was attested for it: without that
-- it is gone.
CREATE TABLE yard_scim (
    id BLOB PRIMARY KEY,
    org BLOB NOT NULL REFERENCES yard_org (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    upload BLOB NOT NULL REFERENCES yard_upload (id) ON DELETE CASCADE,
    token_hash BLOB NOT NULL,
    made_by BLOB NOT NULL,
    made_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX yard_scim_of ON yard_scim (org);
CREATE INDEX yard_scim_upload ON yard_scim (upload);
-- Whom one names. What it says waits under the organisation's key, or lies under the person's, once he is a member. It goes with the row
-- of the list by which he sees and refuses it.
CREATE TABLE yard_scim_user (
    id BLOB PRIMARY KEY,
    connection BLOB NOT NULL REFERENCES yard_scim (id) ON DELETE CASCADE,
    named BLOB REFERENCES yard_upload_row (id) ON DELETE CASCADE,
    person BLOB,
    name_index BLOB NOT NULL,
    external_index BLOB,
    waiting BLOB,
    entry BLOB,
    version BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    UNIQUE (connection, name_index),
    CHECK ((waiting IS NULL) <> (entry IS NULL))
);
CREATE INDEX yard_scim_user_of ON yard_scim_user (connection, id);
CREATE INDEX yard_scim_user_external ON yard_scim_user (connection, external_index);
CREATE INDEX yard_scim_user_named ON yard_scim_user (named);
CREATE INDEX yard_scim_user_person ON yard_scim_user (person);
-- Its groups, each a department.
CREATE TABLE yard_scim_group (
    id BLOB PRIMARY KEY,
    connection BLOB NOT NULL REFERENCES yard_scim (id) ON DELETE CASCADE,
    department BLOB NOT NULL REFERENCES yard_department (id) ON DELETE CASCADE,
    name_index BLOB NOT NULL,
    external_index BLOB,
    entry BLOB NOT NULL,
    version BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
);
CREATE INDEX yard_scim_group_of ON yard_scim_group (connection, id);
CREATE INDEX yard_scim_group_department ON yard_scim_group (department);
-- Who and which groups are in one, the last one last.
CREATE TABLE yard_scim_member (
    id BLOB PRIMARY KEY,
    of_group BLOB NOT NULL REFERENCES yard_scim_group (id) ON DELETE CASCADE,
    named BLOB REFERENCES yard_scim_user (id) ON DELETE CASCADE,
    below BLOB REFERENCES yard_scim_group (id) ON DELETE CASCADE,
    CHECK ((named IS NULL) <> (below IS NULL))
);
CREATE INDEX yard_scim_member_of ON yard_scim_member (of_group, id);
CREATE INDEX yard_scim_member_named ON yard_scim_member (named);
CREATE INDEX yard_scim_member_below ON yard_scim_member (below);
