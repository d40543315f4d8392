-- Who besides its people may read a conversation, why, and until when. No row means: nobody.
CREATE TABLE chat_grant (
    id BLOB PRIMARY KEY,
    conversation BLOB NOT NULL,
    -- The organisation whose administrator let the house in; NULL where a case at the desk does.
    org BLOB,
    -- The case at the desk; NULL where an organisation lets the house in.
    disclosure BLOB,
    why TEXT NOT NULL,
    given_by BLOB NOT NULL,
    given_at BIGINT NOT NULL,
    -- A second administrator where the organisation has one; NULL until then.
    agreed_by BLOB,
    -- From when on it stands; NULL until then.
    stands_at BIGINT,
    ends_at BIGINT NOT NULL,
    ended_at BIGINT,
    -- Pages and files that were opened under it.
    looks BIGINT NOT NULL
);
CREATE INDEX chat_grant_conversation ON chat_grant (conversation);
CREATE INDEX chat_grant_org ON chat_grant (org);
CREATE INDEX chat_grant_given_by ON chat_grant (given_by);
CREATE INDEX chat_grant_agreed_by ON chat_grant (agreed_by);
