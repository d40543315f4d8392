-- When somebody on a signed-in device last gave a second factor: before that, or too long after, staff see nobody's data.
CREATE TABLE yard_factor (
    device BLOB PRIMARY KEY,
    person BLOB NOT NULL,
    proved_at BIGINT NOT NULL
);
CREATE INDEX yard_factor_person ON yard_factor (person);
CREATE INDEX yard_factor_proved ON yard_factor (proved_at);
