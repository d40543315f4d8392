-- People outside who are invited to an event by mail. `event` is its series and no reference: a row outlives its event until word of that
-- has left. `told` is what was told last, a calendar file sealed as the address is, `sequence` the number it bore. From `due_at` on it is
-- looked at whether there is news. `is_out` says that whoever it is is invited no longer, `why` why the last mail did not leave, and
-- `over_at` when the event as it was told is over; without an end there is none.
CREATE TABLE office_outsider (
    id BLOB PRIMARY KEY,
    event BLOB NOT NULL,
    person BLOB NOT NULL,
    address BLOB NOT NULL,
    address_index BLOB NOT NULL,
    name BLOB,
    reply TEXT NOT NULL CHECK (reply IN ('waiting', 'accepted', 'declined', 'tentative')),
    proposed TEXT,
    answered_at BIGINT,
    told BLOB,
    sequence BIGINT NOT NULL,
    told_at BIGINT,
    is_out BIGINT NOT NULL,
    why TEXT,
    due_at BIGINT,
    over_at BIGINT,
    made_at BIGINT NOT NULL,
    CONSTRAINT office_outsider_address_key UNIQUE (event, address_index)
);
CREATE INDEX office_outsider_person ON office_outsider (person);
CREATE INDEX office_outsider_address ON office_outsider (address_index);
CREATE INDEX office_outsider_due ON office_outsider (due_at);
CREATE INDEX office_outsider_over ON office_outsider (over_at);

-- Addresses whose owners want no invitations of this house: a keyed fingerprint of each, and nothing else.
CREATE TABLE office_outsider_refusal (
    address_index BLOB PRIMARY KEY,
    made_at BIGINT NOT NULL
);
CREATE INDEX office_outsider_refusal_made ON office_outsider_refusal (made_at);
