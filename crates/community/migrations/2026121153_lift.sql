-- Lifts of a staircase. The controller of each asks the house at an address of its own; kept is a fingerprint of the key in it.
CREATE TABLE community_lift (
    id BLOB PRIMARY KEY,
    org BLOB NOT NULL REFERENCES community_community (org) ON DELETE CASCADE,
    unit BLOB NOT NULL REFERENCES community_unit (id),
    name TEXT NOT NULL,
    ground_floor BIGINT NOT NULL,
    verifier BLOB NOT NULL,
    alarm BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    seen_at BIGINT,
    CONSTRAINT community_lift_name_key UNIQUE (unit, name),
    CONSTRAINT community_lift_verifier_key UNIQUE (verifier)
);
CREATE INDEX community_lift_org ON community_lift (org);

-- What a lift was asked for. `resident` and `home` are pseudonyms: rows that go when somebody moves out.
CREATE TABLE community_ride (
    id BLOB PRIMARY KEY,
    org BLOB NOT NULL,
    lift BLOB NOT NULL,
    home BLOB NOT NULL,
    resident BLOB NOT NULL,
    from_floor BIGINT NOT NULL,
    to_floor BIGINT NOT NULL,
    at BIGINT NOT NULL,
    until_at BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'taken', 'done', 'failed'))
);
CREATE INDEX community_ride_lift ON community_ride (lift, state, id);
CREATE INDEX community_ride_home ON community_ride (home, id);
CREATE INDEX community_ride_resident ON community_ride (resident);
CREATE INDEX community_ride_org ON community_ride (org);
CREATE INDEX community_ride_at ON community_ride (at);

-- Who wishes the lift to come by itself when a door of his staircase opened for him.
CREATE TABLE community_lift_wish (
    resident BLOB PRIMARY KEY REFERENCES community_resident (id) ON DELETE CASCADE,
    org BLOB NOT NULL
);
