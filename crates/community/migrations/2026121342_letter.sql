-- A letter to a home, with a code that lets whoever reads it apply without other papers. The code itself is kept nowhere.
CREATE TABLE community_letter (
    id BLOB PRIMARY KEY,
    org BLOB NOT NULL,
    home BLOB NOT NULL,
    relation TEXT NOT NULL CHECK (relation IN ('owner', 'family', 'tenant')),
    code_hash BLOB NOT NULL UNIQUE,
    made_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    CONSTRAINT community_letter_home_key UNIQUE (home)
);
CREATE INDEX community_letter_org ON community_letter (org, id);
CREATE INDEX community_letter_ends ON community_letter (ends_at);

-- Communities whose letters let in at once; in all others somebody at the desk looks, too.
CREATE TABLE community_letter_rule (
    org BLOB PRIMARY KEY
);

ALTER TABLE community_application ADD COLUMN letter BIGINT NOT NULL DEFAULT 0;
