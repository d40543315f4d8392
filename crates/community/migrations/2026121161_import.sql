-- A list of homes that was brought in, and what it made, so that it can be taken back.
CREATE TABLE community_import (
    id BLOB PRIMARY KEY,
    org BLOB NOT NULL,
    made_at BIGINT NOT NULL
);
CREATE INDEX community_import_org ON community_import (org, id);

CREATE TABLE community_import_place (
    import BLOB NOT NULL REFERENCES community_import (id),
    place BLOB NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('building', 'unit', 'home')),
    PRIMARY KEY (import, kind, place)
);
