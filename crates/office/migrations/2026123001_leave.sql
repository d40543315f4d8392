-- Leave: kinds as an organisation arranges them, and a ledger for each person, of which lines are only ever added. A book says how many
-- lines there are, so that nobody writes on lines that he did not read, and when something of it is due.
CREATE TABLE office_leave_kind (
    id BLOB PRIMARY KEY,
    org BLOB NOT NULL,
    arranged TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    ended_at BIGINT
);
CREATE INDEX office_leave_kind_org ON office_leave_kind (org, id);

CREATE TABLE office_leave_book (
    org BLOB NOT NULL,
    person BLOB NOT NULL,
    lines BIGINT NOT NULL,
    due_day BIGINT,
    PRIMARY KEY (org, person)
);
CREATE INDEX office_leave_book_person ON office_leave_book (person);
CREATE INDEX office_leave_book_due ON office_leave_book (due_day);

CREATE TABLE office_leave_entry (
    id BLOB PRIMARY KEY,
    org BLOB NOT NULL,
    person BLOB NOT NULL,
    number BIGINT NOT NULL,
    at BIGINT NOT NULL,
    made_by BLOB,
    line BLOB NOT NULL,
    left_at BIGINT,
    CONSTRAINT office_leave_entry_number_key UNIQUE (org, person, number)
);
CREATE INDEX office_leave_entry_person ON office_leave_entry (person, id);
CREATE INDEX office_leave_entry_maker ON office_leave_entry (made_by);
CREATE INDEX office_leave_entry_left ON office_leave_entry (left_at);
