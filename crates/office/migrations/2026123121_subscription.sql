-- Calendars elsewhere that somebody subscribes to. `file` is what was brought last, `marks` by which marks its site knows that version;
-- both are sealed as the address is. `failures` counts what went wrong since, of which `why` says the last; without a `next_at` it is
-- not asked for by itself any longer.
CREATE TABLE office_subscription (
    id BLOB PRIMARY KEY,
    person BLOB NOT NULL,
    address BLOB NOT NULL,
    address_index BLOB NOT NULL,
    name BLOB NOT NULL,
    tone TEXT NOT NULL,
    marks BLOB,
    file BLOB,
    failures BIGINT NOT NULL,
    why TEXT,
    brought_at BIGINT,
    tried_at BIGINT,
    next_at BIGINT,
    made_at BIGINT NOT NULL,
    CONSTRAINT office_subscription_address_key UNIQUE (person, address_index)
);
CREATE INDEX office_subscription_next ON office_subscription (next_at);
