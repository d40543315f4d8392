-- How far the channels of an organisation follow its roster: what the roster said when all of them were in it.
CREATE TABLE chat_following (
    org BLOB PRIMARY KEY,
    members BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    channels BIGINT NOT NULL
);
