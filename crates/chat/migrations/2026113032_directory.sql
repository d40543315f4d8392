-- What members of an organisation see of one another in its directory. No row: positions, no numbers.
CREATE TABLE chat_display (
    org BLOB PRIMARY KEY,
    -- nobody, administrators or members
    phone TEXT NOT NULL,
    position TEXT NOT NULL
);

-- People outside with whom an organisation has business, as its staff enter them.
CREATE TABLE chat_contact (
    id BLOB PRIMARY KEY,
    org BLOB NOT NULL,
    owner BLOB NOT NULL,
    -- The account of this person on the house, where it is known.
    person BLOB,
    purpose TEXT NOT NULL,
    ground TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    name BLOB NOT NULL,
    phone BLOB,
    company BLOB,
    tags BLOB,
    note BLOB
);
CREATE INDEX chat_contact_org ON chat_contact (org, id);
CREATE INDEX chat_contact_person ON chat_contact (person);
