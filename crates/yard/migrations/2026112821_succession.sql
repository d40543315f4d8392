-- The house goes to somebody else: who, since when, under which version, and whether he took the promises over.
CREATE TABLE yard_succession (
    id BLOB PRIMARY KEY,
    cause TEXT NOT NULL,
    successor TEXT NOT NULL,
    contact TEXT NOT NULL,
    version TEXT NOT NULL,
    state TEXT NOT NULL,
    code_hash BLOB NOT NULL,
    announced_by BLOB NOT NULL,
    announced_at BIGINT NOT NULL,
    decided_at BIGINT
);
CREATE INDEX yard_succession_state ON yard_succession (state, announced_at);
