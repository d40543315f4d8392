-- The access log is a file of its own: who opened what is kept apart from what was opened.
CREATE TABLE vault_access_leaf (
    leaf BIGINT PRIMARY KEY,
    at BIGINT NOT NULL,
    data BLOB NOT NULL
);
CREATE TABLE vault_access_node (
    level BIGINT NOT NULL,
    idx BIGINT NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (level, idx)
);
CREATE TABLE vault_access_entry (
    leaf BIGINT NOT NULL,
    position BIGINT NOT NULL,
    subject BLOB NOT NULL,
    entry BLOB NOT NULL,
    commitment BLOB NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (leaf, position)
);
CREATE INDEX vault_access_entry_subject_idx ON vault_access_entry (subject, leaf);
CREATE TABLE vault_access_count (
    subject BLOB NOT NULL,
    day BIGINT NOT NULL,
    kind TEXT NOT NULL,
    purpose TEXT NOT NULL,
    category TEXT NOT NULL,
    opened BIGINT NOT NULL,
    PRIMARY KEY (subject, day, kind, purpose, category)
);
