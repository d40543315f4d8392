-- A lane is a door with a barrier and a camera that reads plates. Its camera is known by a fingerprint of the key in its
-- address. `last_index` tells a plate that is read twice in one passage; it goes within a minute.
CREATE TABLE community_lane (
    id BLOB PRIMARY KEY,
    org BLOB NOT NULL REFERENCES community_community (org) ON DELETE CASCADE,
    door BLOB NOT NULL REFERENCES community_door (id),
    direction TEXT NOT NULL CHECK (direction IN ('in', 'out', 'both')),
    verifier BLOB NOT NULL,
    made_at BIGINT NOT NULL,
    seen_at BIGINT,
    last_index BLOB,
    last_at BIGINT,
    CONSTRAINT community_lane_door_key UNIQUE (door),
    CONSTRAINT community_lane_verifier_key UNIQUE (verifier)
);
CREATE INDEX community_lane_org ON community_lane (org);

-- How many vehicles a community has room for, and how many are there by what passed.
CREATE TABLE community_parking (
    org BLOB PRIMARY KEY REFERENCES community_community (org) ON DELETE CASCADE,
    capacity BIGINT,
    present BIGINT NOT NULL
);

-- What came to a lane. `vehicle`, `resident` and `home` are pseudonyms: rows that go when the window is over or somebody moves
-- out. The plate stands here only where no home knows it.
CREATE TABLE community_passage (
    id BLOB PRIMARY KEY,
    org BLOB NOT NULL,
    lane BLOB NOT NULL,
    door BLOB NOT NULL,
    at BIGINT NOT NULL,
    direction TEXT NOT NULL CHECK (direction IN ('in', 'out')),
    what TEXT NOT NULL CHECK (what IN ('ordered', 'opened', 'stuck', 'refused')),
    reason TEXT,
    kind TEXT CHECK (kind IN ('own', 'visitor')),
    vehicle BLOB,
    resident BLOB,
    home BLOB,
    plate BLOB
);
CREATE INDEX community_passage_org ON community_passage (org, id);
CREATE INDEX community_passage_home ON community_passage (home, id);
CREATE INDEX community_passage_resident ON community_passage (resident);
CREATE INDEX community_passage_at ON community_passage (at);
