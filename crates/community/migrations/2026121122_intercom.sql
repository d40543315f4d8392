-- Calls from doors: when somebody rang where, who answered, and who opened. Thirty days are kept.
CREATE TABLE community_intercom (
    id BLOB PRIMARY KEY,
    org BLOB NOT NULL,
    home BLOB NOT NULL REFERENCES community_home (id) ON DELETE CASCADE,
    station BLOB NOT NULL,
    begun_at BIGINT NOT NULL,
    answered_at BIGINT,
    answered_by BLOB,
    answered_on BLOB,
    opened_at BIGINT,
    opened_by BLOB,
    opened_on BLOB,
    ended_at BIGINT,
    outcome TEXT CHECK (outcome IN ('done', 'refused', 'missed'))
);
CREATE INDEX community_intercom_home ON community_intercom (home, id);
CREATE INDEX community_intercom_org ON community_intercom (org);
CREATE INDEX community_intercom_begun ON community_intercom (begun_at);
CREATE INDEX community_intercom_answered ON community_intercom (answered_by);
CREATE INDEX community_intercom_opened ON community_intercom (opened_by);
