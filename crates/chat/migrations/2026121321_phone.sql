-- Telephones that people called: one row for each, kept for whoever dialled. The number is sealed under his key.
CREATE TABLE chat_phone_leg (
    id BLOB PRIMARY KEY,
    -- The call: those of one conference have the same.
    phone BLOB NOT NULL,
    org BLOB NOT NULL,
    person BLOB NOT NULL,
    state TEXT NOT NULL,
    begun_at BIGINT NOT NULL,
    answered_at BIGINT,
    ended_at BIGINT,
    number BLOB NOT NULL
);
CREATE INDEX chat_phone_leg_person ON chat_phone_leg (person, begun_at);
CREATE INDEX chat_phone_leg_begun ON chat_phone_leg (begun_at);

-- Whether an organisation lets its members call telephones. No row means: it does not.
CREATE TABLE chat_phone_rule (
    org BLOB PRIMARY KEY,
    allowed BIGINT NOT NULL,
    set_at BIGINT NOT NULL
);
