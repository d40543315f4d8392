-- The camera of a bell of a home: its address with what it wants to be told, sealed. Nothing that it shows is kept.
CREATE TABLE community_thing_camera (
    thing BLOB PRIMARY KEY REFERENCES community_thing (id),
    org BLOB NOT NULL,
    address BLOB NOT NULL,
    set_at BIGINT NOT NULL
);
CREATE INDEX community_thing_camera_org ON community_thing_camera (org);
