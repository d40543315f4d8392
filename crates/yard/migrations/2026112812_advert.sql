-- The house's own store of adverts, what people chose to see, and how often an advert was seen. Who saw it is known for
-- the day, under a key of that day that goes with it.
CREATE TABLE yard_campaign (
    id BLOB PRIMARY KEY,
    partner BLOB NOT NULL REFERENCES yard_partner (id),
    placement TEXT NOT NULL,
    title_zh TEXT NOT NULL,
    title_en TEXT NOT NULL,
    text_zh TEXT NOT NULL,
    text_en TEXT NOT NULL,
    link TEXT NOT NULL,
    tag TEXT,
    area TEXT,
    daily_most BIGINT NOT NULL,
    picture BLOB,
    from_at BIGINT NOT NULL,
    until_at BIGINT NOT NULL,
    ended_at BIGINT,
    created_at BIGINT NOT NULL
);

CREATE TABLE yard_advert_interest (
    person BLOB PRIMARY KEY,
    id BLOB NOT NULL,
    interests BLOB NOT NULL,
    changed_at BIGINT NOT NULL
);

CREATE TABLE yard_advert_day (
    day BIGINT PRIMARY KEY,
    salt BLOB NOT NULL
);

CREATE TABLE yard_advert_seen (
    day BIGINT NOT NULL,
    campaign BLOB NOT NULL,
    who BLOB NOT NULL,
    placed BIGINT NOT NULL,
    shown BIGINT NOT NULL,
    clicked BIGINT NOT NULL,
    invalid BIGINT NOT NULL,
    waiting BLOB,
    shown_at BIGINT,
    at BIGINT NOT NULL,
    PRIMARY KEY (day, campaign, who)
);
CREATE INDEX yard_advert_seen_who ON yard_advert_seen (who);

CREATE TABLE yard_advert_count (
    day BIGINT NOT NULL,
    campaign BLOB NOT NULL,
    people BIGINT NOT NULL,
    clickers BIGINT NOT NULL,
    shown BIGINT NOT NULL,
    clicked BIGINT NOT NULL,
    invalid BIGINT NOT NULL,
    PRIMARY KEY (day, campaign)
);
