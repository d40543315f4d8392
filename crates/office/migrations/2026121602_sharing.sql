-- Who may see how much of somebody's calendar: a colleague, or all of an organisation. Where nothing stands, nobody sees anything.
CREATE TABLE office_share (
    person BLOB NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('person', 'org')),
    viewer BLOB NOT NULL,
    level TEXT NOT NULL CHECK (level IN ('nothing', 'busy', 'all')),
    PRIMARY KEY (person, viewer)
);
CREATE INDEX office_share_viewer ON office_share (viewer);
