-- What an organisation plans in common: shared calendars, which members fill, and rooms, in which one thing happens at a time.
CREATE TABLE office_calendar (
    id BLOB PRIMARY KEY,
    org BLOB NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('shared', 'room')),
    name BLOB NOT NULL,
    made_at BIGINT NOT NULL
);
CREATE INDEX office_calendar_org ON office_calendar (org);

-- Events. `begins` is local time in `zone`; `rule`, `extra` and `gone` say how it recurs, what was put in and what was taken out.
-- One time of a series that differs is a row of its own: `series` and `instead` say which, and it is gone from the series.
-- `from_at` and `until_at` bound all of its times; without an end there is none. `person` is nobody in a shared calendar.
-- `uid` is the name by which another calendar knows what came from it, `uid_index` its blind index.
CREATE TABLE office_event (
    id BLOB PRIMARY KEY,
    person BLOB,
    org BLOB,
    calendar BLOB REFERENCES office_calendar (id) ON DELETE CASCADE,
    room BLOB REFERENCES office_calendar (id) ON DELETE SET NULL,
    title BLOB NOT NULL,
    place BLOB,
    notes BLOB,
    zone TEXT NOT NULL,
    begins TEXT NOT NULL,
    minutes BIGINT NOT NULL,
    all_day BIGINT NOT NULL,
    rule TEXT,
    extra TEXT NOT NULL,
    gone TEXT NOT NULL,
    series BLOB REFERENCES office_event (id) ON DELETE CASCADE,
    instead TEXT,
    from_at BIGINT NOT NULL,
    until_at BIGINT,
    is_private BIGINT NOT NULL,
    is_free BIGINT NOT NULL,
    uid BLOB,
    uid_index BLOB,
    sequence BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    CONSTRAINT office_event_instead_key UNIQUE (series, instead)
);
CREATE INDEX office_event_person ON office_event (person, from_at);
CREATE INDEX office_event_uid ON office_event (person, uid_index);
CREATE INDEX office_event_calendar ON office_event (calendar, from_at);
CREATE INDEX office_event_room ON office_event (room, from_at);
CREATE INDEX office_event_org ON office_event (org);

-- Who is invited, and what he said; `proposed` is another time, local in the zone of the event.
CREATE TABLE office_guest (
    event BLOB NOT NULL REFERENCES office_event (id) ON DELETE CASCADE,
    person BLOB NOT NULL,
    reply TEXT NOT NULL CHECK (reply IN ('waiting', 'accepted', 'declined', 'tentative')),
    proposed TEXT,
    answered_at BIGINT,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (event, person)
);
CREATE INDEX office_guest_person ON office_guest (person);

-- How long before an event somebody wants to be told, and when the next time is.
CREATE TABLE office_reminder (
    event BLOB NOT NULL REFERENCES office_event (id) ON DELETE CASCADE,
    person BLOB NOT NULL,
    minutes BIGINT NOT NULL,
    next_at BIGINT,
    PRIMARY KEY (event, person, minutes)
);
CREATE INDEX office_reminder_person ON office_reminder (person);
CREATE INDEX office_reminder_next ON office_reminder (next_at);
