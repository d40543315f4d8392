-- Who of the keepers sits at which queue; by which channel a ticket came, what solved it, whether the identity of whoever
-- asked was checked, and the files that belong to it; and accounts that their person froze.
CREATE TABLE yard_staff (
    id BLOB PRIMARY KEY,
    person BLOB NOT NULL,
    role TEXT NOT NULL,
    granted_by BLOB NOT NULL,
    granted_at BIGINT NOT NULL,
    ended_by BLOB,
    ended_at BIGINT
);
CREATE INDEX yard_staff_person ON yard_staff (person, role);

ALTER TABLE yard_ticket ADD COLUMN channel TEXT NOT NULL DEFAULT 'app';
ALTER TABLE yard_ticket ADD COLUMN resolution BLOB;
ALTER TABLE yard_ticket ADD COLUMN verified_at BIGINT;

CREATE TABLE yard_ticket_file (
    id BLOB PRIMARY KEY,
    ticket BLOB NOT NULL REFERENCES yard_ticket (id) ON DELETE CASCADE,
    person BLOB NOT NULL,
    side TEXT NOT NULL,
    media TEXT NOT NULL,
    size BIGINT NOT NULL,
    at BIGINT NOT NULL,
    file TEXT NOT NULL
);
CREATE INDEX yard_ticket_file_ticket ON yard_ticket_file (ticket, id);
CREATE INDEX yard_ticket_file_person ON yard_ticket_file (person);

ALTER TABLE yard_person ADD COLUMN frozen_at BIGINT;
