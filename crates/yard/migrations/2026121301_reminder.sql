-- Events of which somebody does not want to be told. Without a row he is.
CREATE TABLE yard_reminder_off (
    person BLOB NOT NULL,
    event TEXT NOT NULL,
    PRIMARY KEY (person, event)
);
