-- Where a device is woken while no page is open. It ends with the session; `due` is what it waits to be told.
CREATE TABLE yard_push (
    id BLOB PRIMARY KEY,
    person BLOB NOT NULL,
    device BLOB NOT NULL REFERENCES yard_session (id) ON DELETE CASCADE,
    brand TEXT NOT NULL,
    mark BLOB NOT NULL,
    place BLOB NOT NULL,
    since BIGINT NOT NULL,
    told_at BIGINT,
    due TEXT,
    CONSTRAINT yard_push_device_key UNIQUE (device),
    CONSTRAINT yard_push_mark_key UNIQUE (mark)
);
CREATE INDEX yard_push_person ON yard_push (person);
