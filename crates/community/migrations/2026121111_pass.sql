-- What is set at a door: whether it is closed to most, how many bits of a card's number it counts, and the access points that
-- are heard beside it.
ALTER TABLE community_door ADD COLUMN closed BIGINT NOT NULL DEFAULT 0;
ALTER TABLE community_door ADD COLUMN card_bits BIGINT NOT NULL DEFAULT 32;
ALTER TABLE community_door ADD COLUMN points TEXT NOT NULL DEFAULT '';

-- One way in of one holder. `resident` is the row by whose right it opens: the holder's own, or that of whoever let him in; when
-- that right ends, so does the pass, whether or not this row is there.
CREATE TABLE community_pass (
    id BLOB PRIMARY KEY,
    org BLOB NOT NULL,
    holder TEXT NOT NULL CHECK (holder IN ('resident', 'visitor', 'courier', 'helper', 'desk')),
    person BLOB,
    resident BLOB,
    home BLOB,
    scope TEXT NOT NULL CHECK (scope IN ('home', 'named', 'all')),
    way TEXT NOT NULL CHECK (way IN ('code', 'app', 'card', 'pin', 'telephone', 'token', 'face', 'staff')),
    cut TEXT NOT NULL CHECK (cut IN ('hold', 'lease')),
    secret BLOB,
    card_index BLOB,
    from_at BIGINT,
    until_at BIGINT,
    week TEXT NOT NULL,
    uses BIGINT,
    made_at BIGINT NOT NULL,
    CONSTRAINT community_pass_card_key UNIQUE (org, card_index)
);
CREATE INDEX community_pass_org ON community_pass (org);
CREATE INDEX community_pass_resident ON community_pass (resident);
CREATE INDEX community_pass_person ON community_pass (person);
CREATE INDEX community_pass_until ON community_pass (until_at);

-- The doors of a pass that is for named ones.
CREATE TABLE community_pass_door (
    pass BLOB NOT NULL REFERENCES community_pass (id),
    door BLOB NOT NULL REFERENCES community_door (id),
    PRIMARY KEY (pass, door)
);
CREATE INDEX community_pass_door_door ON community_pass_door (door);

-- Passes that ended: what slips carry to doors that are cut off, and by what a late log still finds the home. It names rows, and
-- nobody.
CREATE TABLE community_pass_gone (
    id BLOB PRIMARY KEY,
    org BLOB NOT NULL,
    resident BLOB,
    home BLOB,
    at BIGINT NOT NULL
);
CREATE INDEX community_pass_gone_org ON community_pass_gone (org, at);
