-- Meetings, who was admitted to them, and who was there from when to when. A number is nobody else's while its
-- meeting is open; ended meetings keep theirs for the record.
CREATE TABLE meet_meeting (
    id BLOB PRIMARY KEY,
    number TEXT NOT NULL,
    host BLOB NOT NULL,
    org BLOB,
    title BLOB,
    passcode_index BLOB,
    guests BIGINT NOT NULL,
    locked BIGINT NOT NULL,
    started_at BIGINT NOT NULL,
    empty_since BIGINT,
    ended_at BIGINT
);
CREATE UNIQUE INDEX meet_meeting_open_number ON meet_meeting (number) WHERE ended_at IS NULL;
CREATE INDEX meet_meeting_by_number ON meet_meeting (number, started_at);
CREATE INDEX meet_meeting_ended ON meet_meeting (ended_at);

CREATE TABLE meet_participant (
    id BLOB PRIMARY KEY,
    meeting BLOB NOT NULL REFERENCES meet_meeting (id) ON DELETE CASCADE,
    person BLOB NOT NULL,
    identity TEXT NOT NULL,
    role TEXT NOT NULL,
    name BLOB,
    device BLOB,
    admitted_at BIGINT NOT NULL,
    removed_at BIGINT,
    CONSTRAINT meet_participant_person_key UNIQUE (meeting, person),
    CONSTRAINT meet_participant_identity_key UNIQUE (identity)
);
CREATE INDEX meet_participant_by_person ON meet_participant (person, meeting);

CREATE TABLE meet_stay (
    id BLOB PRIMARY KEY,
    meeting BLOB NOT NULL REFERENCES meet_meeting (id) ON DELETE CASCADE,
    participant BLOB NOT NULL REFERENCES meet_participant (id) ON DELETE CASCADE,
    came BLOB NOT NULL,
    went BLOB,
    seen_at BIGINT
);
CREATE UNIQUE INDEX meet_stay_open ON meet_stay (participant) WHERE went IS NULL;
CREATE INDEX meet_stay_by_meeting ON meet_stay (meeting, participant);
