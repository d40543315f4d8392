-- Who applies for a home. The number of the identity card goes a month after the decision, the rest half a year after it.
CREATE TABLE community_application (
    id BLOB PRIMARY KEY,
    org BLOB NOT NULL,
    home BLOB NOT NULL REFERENCES community_home (id),
    person BLOB NOT NULL,
    relation TEXT NOT NULL CHECK (relation IN ('owner', 'family', 'tenant')),
    state TEXT NOT NULL CHECK (state IN ('waiting', 'approved', 'refused')),
    name BLOB NOT NULL,
    phone BLOB NOT NULL,
    identity BLOB,
    reason BLOB,
    made_at BIGINT NOT NULL,
    decided_at BIGINT,
    decided_by BLOB
);
CREATE INDEX community_application_org ON community_application (org, state, id);
CREATE INDEX community_application_person ON community_application (person, id);
CREATE INDEX community_application_home ON community_application (home, person);
CREATE INDEX community_application_decided ON community_application (decided_at);
