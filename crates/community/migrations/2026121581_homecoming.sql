-- That a guardian is told when a ward comes home. Both are rows of those who live there: with either of them it goes. After `until_at`
-- the ward is grown, and nobody is told.
CREATE TABLE community_homecoming (
    resident BLOB PRIMARY KEY REFERENCES community_resident (id) ON DELETE CASCADE,
    guardian BLOB NOT NULL REFERENCES community_resident (id) ON DELETE CASCADE,
    org BLOB NOT NULL,
    until_at BIGINT NOT NULL,
    chosen_at BIGINT NOT NULL
);
CREATE INDEX community_homecoming_guardian ON community_homecoming (guardian);
CREATE INDEX community_homecoming_until ON community_homecoming (until_at);
