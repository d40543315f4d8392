-- What a community declares about visitors whom nobody answers: whether they may leave a message, whether a picture of them is
-- kept, and in which language the door speaks. Without a row nothing is kept.
CREATE TABLE community_door_keeping (
    org BLOB PRIMARY KEY,
    messages BIGINT NOT NULL,
    stills BIGINT NOT NULL,
    tongue TEXT NOT NULL CHECK (tongue IN ('zh', 'en')),
    changed_at BIGINT NOT NULL
);

-- What a visitor left: a message, or one picture of a call that nobody answered. `file` is a random name in the store, where it
-- lies sealed under the key of the community's homes.
CREATE TABLE community_door_message (
    id BLOB PRIMARY KEY,
    org BLOB NOT NULL,
    home BLOB NOT NULL,
    intercom BLOB NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('said', 'seen')),
    file TEXT NOT NULL,
    length_ms BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    heard_at BIGINT,
    CONSTRAINT community_door_message_key UNIQUE (intercom, kind)
);
CREATE INDEX community_door_message_home ON community_door_message (home, made_at);
CREATE INDEX community_door_message_org ON community_door_message (org);
CREATE INDEX community_door_message_made ON community_door_message (made_at);
