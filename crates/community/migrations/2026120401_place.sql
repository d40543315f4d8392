-- Communities, what stands in them, and their homes. A community is an organisation that opened one; its particulars, like
-- the names of its buildings, say nothing about a person.
CREATE TABLE community_community (
    org BLOB PRIMARY KEY,
    number TEXT NOT NULL,
    name TEXT NOT NULL,
    address TEXT NOT NULL,
    latitude BIGINT,
    longitude BIGINT,
    opened_at BIGINT NOT NULL,
    CONSTRAINT community_community_number_key UNIQUE (number)
);

CREATE TABLE community_building (
    id BLOB PRIMARY KEY,
    org BLOB NOT NULL REFERENCES community_community (org) ON DELETE CASCADE,
    name TEXT NOT NULL,
    CONSTRAINT community_building_name_key UNIQUE (org, name)
);

CREATE TABLE community_unit (
    id BLOB PRIMARY KEY,
    org BLOB NOT NULL,
    building BLOB NOT NULL REFERENCES community_building (id),
    name TEXT NOT NULL,
    CONSTRAINT community_unit_name_key UNIQUE (building, name)
);
CREATE INDEX community_unit_org ON community_unit (org, id);

CREATE TABLE community_home (
    id BLOB PRIMARY KEY,
    org BLOB NOT NULL,
    unit BLOB NOT NULL REFERENCES community_unit (id),
    number TEXT NOT NULL,
    room TEXT NOT NULL,
    floor BIGINT,
    CONSTRAINT community_home_number_key UNIQUE (org, number)
);
CREATE INDEX community_home_org ON community_home (org, id);
CREATE INDEX community_home_unit ON community_home (unit);

CREATE TABLE community_door (
    id BLOB PRIMARY KEY,
    org BLOB NOT NULL REFERENCES community_community (org) ON DELETE CASCADE,
    building BLOB REFERENCES community_building (id),
    unit BLOB REFERENCES community_unit (id),
    name TEXT NOT NULL,
    CONSTRAINT community_door_name_key UNIQUE (org, name)
);
CREATE INDEX community_door_building ON community_door (building);
CREATE INDEX community_door_unit ON community_door (unit);
