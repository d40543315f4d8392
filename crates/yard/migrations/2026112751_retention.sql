-- Shorter periods that a keeper has set for this house; the policy's own stand in the policy.
CREATE TABLE yard_retention (
    category TEXT NOT NULL,
    event TEXT NOT NULL,
    number BIGINT NOT NULL,
    unit TEXT NOT NULL,
    set_by BLOB NOT NULL,
    set_at BIGINT NOT NULL,
    PRIMARY KEY (category, event)
);
