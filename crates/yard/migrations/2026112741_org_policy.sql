-- Numbers and periods that an organisation set for its people, always stricter than those of the house.
CREATE TABLE yard_org_number (
    org BLOB NOT NULL REFERENCES yard_org (id) ON DELETE CASCADE,
    number TEXT NOT NULL,
    value BIGINT NOT NULL,
    set_by BLOB NOT NULL,
    set_at BIGINT NOT NULL,
    PRIMARY KEY (org, number)
);

CREATE TABLE yard_org_keep (
    org BLOB NOT NULL REFERENCES yard_org (id) ON DELETE CASCADE,
    category TEXT NOT NULL,
    event TEXT NOT NULL,
    value BIGINT NOT NULL,
    unit TEXT NOT NULL,
    set_by BLOB NOT NULL,
    set_at BIGINT NOT NULL,
    PRIMARY KEY (org, category, event)
);
