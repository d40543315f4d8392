-- What people write to the house and what it answers. Whoever has no account is a subject of his own, known by number and code.
CREATE TABLE yard_ticket (
    id BLOB PRIMARY KEY,
    number TEXT NOT NULL,
    person BLOB NOT NULL,
    account BIGINT NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    opened_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    warned_at BIGINT,
    overdue_at BIGINT,
    answered_at BIGINT,
    closed_at BIGINT,
    reopened BIGINT NOT NULL,
    code_index BLOB,
    contact BLOB,
    CONSTRAINT yard_ticket_number_key UNIQUE (number)
);
CREATE INDEX yard_ticket_person ON yard_ticket (person, id);
CREATE INDEX yard_ticket_state ON yard_ticket (state, due_at);

CREATE TABLE yard_ticket_message (
    id BLOB PRIMARY KEY,
    ticket BLOB NOT NULL REFERENCES yard_ticket (id) ON DELETE CASCADE,
    person BLOB NOT NULL,
    side TEXT NOT NULL,
    author BLOB,
    at BIGINT NOT NULL,
    text BLOB NOT NULL
);
CREATE INDEX yard_ticket_message_ticket ON yard_ticket_message (ticket, id);
