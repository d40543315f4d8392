-- Mandates: who may act for whom, for what and how long, signed on a screen or on paper; and every act under one.
CREATE TABLE yard_mandate (
    id BLOB PRIMARY KEY,
    person BLOB NOT NULL,
    holder BLOB,
    holder_index BLOB,
    scopes TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    given_at BIGINT,
    accepted_at BIGINT,
    until_at BIGINT NOT NULL,
    ended_at BIGINT,
    ended_by BLOB,
    paper BLOB
);
CREATE INDEX yard_mandate_person ON yard_mandate (person);
CREATE INDEX yard_mandate_holder ON yard_mandate (holder);
CREATE INDEX yard_mandate_holder_index ON yard_mandate (holder_index);
CREATE TABLE yard_mandate_act (
    id BLOB PRIMARY KEY,
    mandate BLOB NOT NULL,
    person BLOB NOT NULL,
    act TEXT NOT NULL,
    detail TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX yard_mandate_act_mandate ON yard_mandate_act (mandate, at);
CREATE INDEX yard_mandate_act_person ON yard_mandate_act (person);
