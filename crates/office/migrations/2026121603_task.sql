-- Tasks: made by somebody, done by him or by colleagues. `steps` is a check-list. `org` is where others do it for him.
CREATE TABLE office_task (
    id BLOB PRIMARY KEY,
    person BLOB NOT NULL,
    org BLOB,
    title BLOB NOT NULL,
    notes BLOB,
    steps BLOB,
    due_at BIGINT,
    remind_at BIGINT,
    done_at BIGINT,
    made_at BIGINT NOT NULL
);
CREATE INDEX office_task_person ON office_task (person);
CREATE INDEX office_task_org ON office_task (org);
CREATE INDEX office_task_remind ON office_task (remind_at);

-- Who is to do it.
CREATE TABLE office_doer (
    task BLOB NOT NULL REFERENCES office_task (id) ON DELETE CASCADE,
    person BLOB NOT NULL,
    PRIMARY KEY (task, person)
);
CREATE INDEX office_doer_person ON office_doer (person);
