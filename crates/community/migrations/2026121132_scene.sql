-- Scenes: commands that are given together. `plan` is sealed: name and commands.
CREATE TABLE community_thing_scene (
    id BLOB PRIMARY KEY,
    org BLOB NOT NULL,
    home BLOB NOT NULL REFERENCES community_home (id),
    plan BLOB NOT NULL,
    made_at BIGINT NOT NULL
);
CREATE INDEX community_thing_scene_home ON community_thing_scene (home);

-- Rules: when a part becomes so, commands are given. `fired` counts within the minute that began at `fired_at`.
CREATE TABLE community_thing_rule (
    id BLOB PRIMARY KEY,
    org BLOB NOT NULL,
    home BLOB NOT NULL REFERENCES community_home (id),
    part BLOB NOT NULL,
    plan BLOB NOT NULL,
    is_on BIGINT NOT NULL,
    fired BIGINT NOT NULL,
    fired_at BIGINT NOT NULL,
    made_at BIGINT NOT NULL
);
CREATE INDEX community_thing_rule_home ON community_thing_rule (home);
CREATE INDEX community_thing_rule_part ON community_thing_rule (part);
