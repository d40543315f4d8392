-- How the programs of a person's devices know the entries of his calendar and his tasks (CalDAV). `item` is the event or the task;
-- `name` is the file name that a device gave it, and `uid` its number for a task; without them it is known by its id. `mark` is what
-- was last seen of it, and `step` in which step of its list it was seen to be another. What is gone is told for thirty days.
CREATE TABLE office_dav (
    person BLOB NOT NULL,
    item BLOB NOT NULL,
    list TEXT NOT NULL CHECK (list IN ('events', 'tasks')),
    name BLOB,
    name_index BLOB,
    uid BLOB,
    uid_index BLOB,
    mark BLOB NOT NULL,
    step BIGINT NOT NULL,
    gone_at BIGINT,
    PRIMARY KEY (person, item),
    CONSTRAINT office_dav_name_key UNIQUE (person, list, name_index)
);
CREATE INDEX office_dav_gone ON office_dav (gone_at);
CREATE INDEX office_dav_item ON office_dav (item);

-- The lists themselves: how many steps each has taken, up to which one nothing is known any longer of what went, and what a device
-- calls it and in which colour it shows it.
CREATE TABLE office_dav_list (
    person BLOB NOT NULL,
    list TEXT NOT NULL CHECK (list IN ('events', 'tasks')),
    step BIGINT NOT NULL,
    swept BIGINT NOT NULL,
    name BLOB,
    colour TEXT,
    PRIMARY KEY (person, list)
);
