-- Agents at the doors of communities. Of a person nothing stands here: keys and secrets are a community's own and sealed, and
-- what the log of a door says is kept elsewhere. A door has one agent; whoever pairs another strikes the first off.
CREATE TABLE community_door_key (
    org BLOB PRIMARY KEY,
    seed BLOB NOT NULL,
    made_at BIGINT NOT NULL
);

CREATE TABLE community_agent (
    id BLOB PRIMARY KEY,
    org BLOB NOT NULL,
    door BLOB NOT NULL REFERENCES community_door (id),
    public_key BLOB NOT NULL,
    secret BLOB NOT NULL,
    paired_at BIGINT NOT NULL,
    heard_at BIGINT,
    list_version BIGINT NOT NULL,
    list_digest BLOB,
    held_version BIGINT NOT NULL,
    log_number BIGINT NOT NULL,
    log_last BLOB NOT NULL,
    knows_time BIGINT,
    trouble TEXT CHECK (trouble IN ('gap', 'changed', 'full')),
    trouble_at BIGINT,
    CONSTRAINT community_agent_door_key UNIQUE (door),
    CONSTRAINT community_agent_public_key_key UNIQUE (public_key)
);
CREATE INDEX community_agent_org ON community_agent (org);
