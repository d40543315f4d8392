-- Door stations and the indoor phones of homes, as they register over SIP. Their passwords are nowhere: they follow from the
-- account and how often it was turned, under a key of the vault.
CREATE TABLE community_station (
    id BLOB PRIMARY KEY,
    org BLOB NOT NULL,
    door BLOB REFERENCES community_door (id),
    home BLOB REFERENCES community_home (id),
    name TEXT NOT NULL,
    account TEXT NOT NULL,
    turn BIGINT NOT NULL,
    opens TEXT,
    made_at BIGINT NOT NULL,
    CONSTRAINT community_station_account_key UNIQUE (account)
);
CREATE INDEX community_station_org ON community_station (org, id);
CREATE INDEX community_station_door ON community_station (door);
CREATE INDEX community_station_home ON community_station (home);
