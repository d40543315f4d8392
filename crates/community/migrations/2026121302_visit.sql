-- Whom a home expects, or a property lets in again and again. The pass is the way in: with it the row goes, whether its time is
-- over, its host moves out, or somebody ends it. `resident` is the row by whose right it opens; a property's has none. The link
-- is known by a keyed fingerprint. `guest` is the number under which the visitor's own face is kept, and his yes to it.
CREATE TABLE community_visit (
    id BLOB PRIMARY KEY,
    org BLOB NOT NULL,
    home BLOB,
    resident BLOB,
    person BLOB,
    guest BLOB,
    pass BLOB NOT NULL REFERENCES community_pass (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('visitor', 'courier', 'helper')),
    verifier BLOB,
    name BLOB NOT NULL,
    phone BLOB,
    reason BLOB,
    from_at BIGINT NOT NULL,
    until_at BIGINT NOT NULL,
    arrived_at BIGINT,
    made_at BIGINT NOT NULL,
    CONSTRAINT community_visit_pass_key UNIQUE (pass),
    CONSTRAINT community_visit_verifier_key UNIQUE (verifier)
);
CREATE INDEX community_visit_home ON community_visit (home);
CREATE INDEX community_visit_org ON community_visit (org);
CREATE INDEX community_visit_person ON community_visit (person);
CREATE INDEX community_visit_guest ON community_visit (guest);

-- Who of a community's organisation stands at its gate.
CREATE TABLE community_guard (
    org BLOB NOT NULL REFERENCES community_community (org) ON DELETE CASCADE,
    person BLOB NOT NULL,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (org, person)
);
CREATE INDEX community_guard_person ON community_guard (person);

-- The poster at a door, known by a keyed fingerprint of what it shows.
CREATE TABLE community_poster (
    door BLOB PRIMARY KEY REFERENCES community_door (id) ON DELETE CASCADE,
    org BLOB NOT NULL,
    verifier BLOB NOT NULL,
    made_at BIGINT NOT NULL,
    CONSTRAINT community_poster_verifier_key UNIQUE (verifier)
);
CREATE INDEX community_poster_org ON community_poster (org);

-- Somebody who came unannounced, until he was let in or not. `home` is nothing where he named one that is not there: he is told
-- no more than that nobody answered. `verifier` is by what his own page asks again.
CREATE TABLE community_knock (
    id BLOB PRIMARY KEY,
    org BLOB NOT NULL REFERENCES community_community (org) ON DELETE CASCADE,
    home BLOB,
    door BLOB,
    verifier BLOB,
    name BLOB,
    reason BLOB,
    asked BIGINT NOT NULL,
    answer TEXT CHECK (answer IN ('yes', 'no')),
    resident BLOB,
    opened_at BIGINT,
    made_at BIGINT NOT NULL,
    until_at BIGINT NOT NULL,
    CONSTRAINT community_knock_verifier_key UNIQUE (verifier)
);
CREATE INDEX community_knock_org ON community_knock (org, until_at);
CREATE INDEX community_knock_home ON community_knock (home);
CREATE INDEX community_knock_until ON community_knock (until_at);
