-- Whom a list of the property names for a home, until he applies and is let in, or half a year. There is no person yet: name and number
-- are the community's.
CREATE TABLE community_awaited (
    id BLOB PRIMARY KEY,
    org BLOB NOT NULL,
    home BLOB NOT NULL REFERENCES community_home (id),
    import BLOB NOT NULL,
    relation TEXT NOT NULL CHECK (relation IN ('owner', 'family', 'tenant')),
    name BLOB NOT NULL,
    phone BLOB NOT NULL,
    phone_index BLOB NOT NULL,
    until_at BIGINT,
    made_at BIGINT NOT NULL,
    CONSTRAINT community_awaited_phone_key UNIQUE (home, phone_index)
);
CREATE INDEX community_awaited_org ON community_awaited (org, id);
CREATE INDEX community_awaited_phone ON community_awaited (phone_index);
CREATE INDEX community_awaited_import ON community_awaited (import);
CREATE INDEX community_awaited_made ON community_awaited (made_at);
