-- Friends: of two people there is one row, asked or accepted.
CREATE TABLE chat_friend (
    -- Both ids, the smaller first.
    pair BLOB PRIMARY KEY,
    asker BLOB NOT NULL,
    asked BLOB NOT NULL,
    asked_at BIGINT NOT NULL,
    -- Since when they are friends; null while the request waits.
    since BIGINT
);
CREATE INDEX chat_friend_asker ON chat_friend (asker);
CREATE INDEX chat_friend_asked ON chat_friend (asked);

-- Whose personal card it is. The code itself stands nowhere: it is made anew from the person and the number of the card,
-- and found by a keyed fingerprint.
CREATE TABLE chat_card (
    person BLOB PRIMARY KEY,
    number BIGINT NOT NULL,
    code_index BLOB NOT NULL
);
CREATE UNIQUE INDEX chat_card_code ON chat_card (code_index);

-- Who lets himself be found by his number. What is kept is keyed: the set that others compare with, blind.
CREATE TABLE chat_findable (
    person BLOB PRIMARY KEY,
    since BIGINT NOT NULL,
    -- The keyed index of the number that it was made of; another number is found no more.
    phone_index BLOB NOT NULL,
    entry BLOB NOT NULL,
    ticket BLOB NOT NULL
);
CREATE UNIQUE INDEX chat_findable_ticket ON chat_findable (ticket);

-- From whom somebody hears nothing, from when to when. What came meanwhile stays unheard.
CREATE TABLE chat_block (
    person BLOB NOT NULL,
    blocked BLOB NOT NULL,
    since BIGINT NOT NULL,
    until BIGINT,
    PRIMARY KEY (person, blocked, since)
);
CREATE INDEX chat_block_blocked ON chat_block (blocked);

-- People who stand together and typed the same four digits. The place is a keyed fingerprint of digits and network.
CREATE TABLE chat_nearby (
    id BLOB PRIMARY KEY,
    place BLOB NOT NULL,
    opened_at BIGINT NOT NULL,
    conversation BLOB
);
CREATE INDEX chat_nearby_place ON chat_nearby (place);

CREATE TABLE chat_near (
    circle BLOB NOT NULL,
    person BLOB NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (circle, person)
);
CREATE INDEX chat_near_person ON chat_near (person);
