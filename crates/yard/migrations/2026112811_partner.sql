-- Partners who get numbers, never people: advertisers and agents, each with the agreement that binds him.
CREATE TABLE yard_partner (
    id BLOB PRIMARY KEY,
    name TEXT NOT NULL,
    agreed_on TEXT,
    agreement TEXT,
    feed_at BIGINT,
    created_at BIGINT NOT NULL
);

-- What was handed over, when, and its fingerprint.
CREATE TABLE yard_partner_feed (
    id BLOB PRIMARY KEY,
    partner BLOB NOT NULL,
    week BIGINT NOT NULL,
    lines BIGINT NOT NULL,
    hash BLOB NOT NULL,
    at BIGINT NOT NULL
);
