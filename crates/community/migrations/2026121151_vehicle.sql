-- Vehicles of those who live in a home, and of whom they expect. `resident` is the row by whose right it passes: with it the
-- vehicle goes. `plate_index` is a keyed fingerprint by which a camera's reading is found.
CREATE TABLE community_vehicle (
    id BLOB PRIMARY KEY,
    org BLOB NOT NULL,
    home BLOB NOT NULL,
    resident BLOB NOT NULL REFERENCES community_resident (id) ON DELETE CASCADE,
    person BLOB NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('own', 'visitor')),
    plate BLOB NOT NULL,
    plate_index BLOB NOT NULL,
    from_at BIGINT NOT NULL,
    until_at BIGINT,
    tells BIGINT NOT NULL,
    told_at BIGINT,
    entered_at BIGINT NOT NULL,
    CONSTRAINT community_vehicle_plate_key UNIQUE (home, kind, plate_index)
);
CREATE INDEX community_vehicle_plate ON community_vehicle (org, plate_index);
CREATE INDEX community_vehicle_resident ON community_vehicle (resident);
CREATE INDEX community_vehicle_person ON community_vehicle (person);
CREATE INDEX community_vehicle_until ON community_vehicle (until_at);

-- Vehicles that a property turns away, why and until when.
CREATE TABLE community_vehicle_bar (
    id BLOB PRIMARY KEY,
    org BLOB NOT NULL REFERENCES community_community (org) ON DELETE CASCADE,
    plate BLOB NOT NULL,
    plate_index BLOB NOT NULL,
    reason BLOB NOT NULL,
    until_at BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    CONSTRAINT community_vehicle_bar_plate_key UNIQUE (org, plate_index)
);
CREATE INDEX community_vehicle_bar_until ON community_vehicle_bar (until_at);
