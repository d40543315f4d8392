-- What looked like an attack, by a keyed mark of an address or an account: enough to stop it for a time, too little to say who.
CREATE TABLE yard_risk (
    id BLOB PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('stuffing', 'spam')),
    mark BLOB NOT NULL,
    since BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    strikes BIGINT NOT NULL,
    until_at BIGINT NOT NULL,
    lifted_at BIGINT,
    lifted_by BLOB,
    UNIQUE (kind, mark)
);
CREATE INDEX yard_risk_seen ON yard_risk (seen_at);
