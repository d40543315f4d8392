-- Smart devices: of a home, or of the community where there is none. `token` is the name on the broker, and says nothing.
CREATE TABLE community_thing (
    id BLOB PRIMARY KEY,
    org BLOB NOT NULL,
    home BLOB REFERENCES community_home (id),
    token TEXT NOT NULL,
    mac_mark BLOB,
    name BLOB NOT NULL,
    added_by BLOB,
    added_at BIGINT NOT NULL,
    CONSTRAINT community_thing_token_key UNIQUE (token),
    CONSTRAINT community_thing_mac_key UNIQUE (mac_mark)
);
CREATE INDEX community_thing_home ON community_thing (home);
CREATE INDEX community_thing_org ON community_thing (org);
CREATE INDEX community_thing_added_by ON community_thing (added_by);

-- What a device has that can be read or set. `mark` is a keyed index of its key, `at_mark` of where it was announced.
CREATE TABLE community_thing_part (
    id BLOB PRIMARY KEY,
    thing BLOB NOT NULL REFERENCES community_thing (id),
    org BLOB NOT NULL,
    mark BLOB NOT NULL,
    at_mark BLOB NOT NULL,
    config BLOB NOT NULL,
    state BLOB,
    state_at BIGINT,
    CONSTRAINT community_thing_part_key UNIQUE (thing, mark)
);

-- Whether what says so at a topic can be reached; `mark` is a keyed index of the topic.
CREATE TABLE community_thing_reach (
    thing BLOB NOT NULL REFERENCES community_thing (id),
    mark BLOB NOT NULL,
    is_up BIGINT NOT NULL,
    PRIMARY KEY (thing, mark)
);

-- A token by which one new device is bound, once and for a short time; of it there is a hash.
CREATE TABLE community_thing_invite (
    id BLOB PRIMARY KEY,
    org BLOB NOT NULL,
    home BLOB REFERENCES community_home (id),
    hash BLOB NOT NULL,
    name BLOB NOT NULL,
    invited_by BLOB NOT NULL,
    until_at BIGINT NOT NULL,
    CONSTRAINT community_thing_invite_hash_key UNIQUE (hash)
);
CREATE INDEX community_thing_invite_home ON community_thing_invite (home);
CREATE INDEX community_thing_invite_until ON community_thing_invite (until_at);
CREATE INDEX community_thing_invite_by ON community_thing_invite (invited_by);

-- What was done and what happened.
CREATE TABLE community_thing_event (
    id BLOB PRIMARY KEY,
    org BLOB NOT NULL,
    home BLOB REFERENCES community_home (id),
    thing BLOB,
    person BLOB,
    what TEXT NOT NULL,
    detail BLOB,
    at BIGINT NOT NULL
);
CREATE INDEX community_thing_event_home ON community_thing_event (home, id);
CREATE INDEX community_thing_event_org ON community_thing_event (org, id);
CREATE INDEX community_thing_event_person ON community_thing_event (person);
CREATE INDEX community_thing_event_at ON community_thing_event (at);

-- Homes that are watched: motion and doors raise an alarm there, too.
CREATE TABLE community_thing_watch (
    home BLOB PRIMARY KEY REFERENCES community_home (id),
    org BLOB NOT NULL,
    armed_at BIGINT NOT NULL
);

-- Codes that unlock a lock once, at a keypad of the same home; of a code there is a keyed index.
CREATE TABLE community_thing_code (
    id BLOB PRIMARY KEY,
    org BLOB NOT NULL,
    home BLOB NOT NULL REFERENCES community_home (id),
    part BLOB NOT NULL REFERENCES community_thing_part (id),
    mark BLOB NOT NULL,
    made_by BLOB NOT NULL,
    until_at BIGINT NOT NULL,
    CONSTRAINT community_thing_code_key UNIQUE (home, mark)
);
CREATE INDEX community_thing_code_part ON community_thing_code (part);
CREATE INDEX community_thing_code_until ON community_thing_code (until_at);
CREATE INDEX community_thing_code_by ON community_thing_code (made_by);
