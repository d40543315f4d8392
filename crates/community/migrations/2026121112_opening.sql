-- What doors did, as their agents tell it. `resident` and `home` are pseudonyms: rows that go when somebody moves out. `mark` is
-- the digest of the entry, so that what is told twice stands here once.
CREATE TABLE community_opening (
    id BLOB PRIMARY KEY,
    org BLOB NOT NULL,
    door BLOB NOT NULL,
    mark BLOB NOT NULL,
    at BIGINT NOT NULL,
    sure BIGINT NOT NULL,
    what TEXT NOT NULL CHECK (what IN ('opened', 'refused', 'stuck', 'unwritten')),
    way TEXT,
    reason TEXT,
    pass BLOB,
    resident BLOB,
    home BLOB,
    CONSTRAINT community_opening_mark_key UNIQUE (mark)
);
CREATE INDEX community_opening_org ON community_opening (org, at, id);
CREATE INDEX community_opening_home ON community_opening (home, at, id);
CREATE INDEX community_opening_resident ON community_opening (resident);
CREATE INDEX community_opening_pass ON community_opening (pass);
CREATE INDEX community_opening_at ON community_opening (at);

-- What somebody of the desk ordered, and why.
CREATE TABLE community_order (
    id BLOB PRIMARY KEY,
    org BLOB NOT NULL,
    door BLOB NOT NULL,
    person BLOB NOT NULL,
    reason BLOB NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX community_order_org ON community_order (org, at, id);
CREATE INDEX community_order_person ON community_order (person);
CREATE INDEX community_order_at ON community_order (at);
