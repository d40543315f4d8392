-- Devices of a maker's cloud, by whom they were linked: the credential itself is a row of community_thing.
CREATE TABLE community_thing_cloud (
    thing BLOB PRIMARY KEY REFERENCES community_thing (id),
    org BLOB NOT NULL,
    home BLOB NOT NULL REFERENCES community_home (id),
    person BLOB NOT NULL,
    tokens BLOB NOT NULL,
    until_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    asked_at BIGINT
);
CREATE INDEX community_thing_cloud_person ON community_thing_cloud (person);
CREATE INDEX community_thing_cloud_due ON community_thing_cloud (due_at);
