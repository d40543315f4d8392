-- What was collected of whom: counted where it is sealed, so that a person can hold it against what the policy says.
CREATE TABLE vault_flow (
    subject BLOB NOT NULL,
    place TEXT NOT NULL,
    category TEXT NOT NULL,
    times BIGINT NOT NULL,
    first_at BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    PRIMARY KEY (subject, place, category)
);
