-- Who lives in a home, with which rights and until when; and whom somebody entered who has not answered yet: he has a number
-- and no person. When he has answered it is the other way round.
CREATE TABLE community_resident (
    id BLOB PRIMARY KEY,
    org BLOB NOT NULL,
    home BLOB NOT NULL REFERENCES community_home (id),
    person BLOB,
    relation TEXT NOT NULL CHECK (relation IN ('owner', 'family', 'tenant')),
    name BLOB NOT NULL,
    phone BLOB,
    phone_index BLOB,
    may_add BIGINT NOT NULL,
    may_invite BIGINT NOT NULL,
    may_open BIGINT NOT NULL,
    from_at BIGINT NOT NULL,
    until_at BIGINT,
    entered_by BLOB,
    entered_at BIGINT NOT NULL,
    answer_by BIGINT,
    CONSTRAINT community_resident_person_key UNIQUE (home, person),
    CONSTRAINT community_resident_phone_key UNIQUE (home, phone_index)
);
CREATE INDEX community_resident_person ON community_resident (person);
CREATE INDEX community_resident_org ON community_resident (org);
CREATE INDEX community_resident_phone ON community_resident (phone_index);
CREATE INDEX community_resident_until ON community_resident (until_at);
CREATE INDEX community_resident_answer ON community_resident (answer_by);

-- The outbox of rights: whoever opens doors reads what comes after the last that he has. It names rows, and nobody.
CREATE TABLE community_right_event (
    id BLOB PRIMARY KEY,
    org BLOB NOT NULL,
    home BLOB NOT NULL,
    resident BLOB NOT NULL,
    what TEXT NOT NULL CHECK (what IN ('begun', 'changed', 'ended')),
    at BIGINT NOT NULL
);
CREATE INDEX community_right_event_at ON community_right_event (at);
