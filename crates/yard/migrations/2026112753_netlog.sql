-- The network log that the law asks for: who came in or left, when, and from which address (sealed).
CREATE TABLE yard_netlog (
    id BLOB PRIMARY KEY,
    person BLOB NOT NULL,
    device BLOB NOT NULL,
    act TEXT NOT NULL CHECK (act IN ('in', 'out')),
    at BIGINT NOT NULL,
    address BLOB NOT NULL
);
CREATE INDEX yard_netlog_at ON yard_netlog (at);
CREATE INDEX yard_netlog_person ON yard_netlog (person, at);
