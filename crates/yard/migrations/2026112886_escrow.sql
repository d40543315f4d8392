-- That shares of the master key were given out from the desk: when, by whom, how many of how many. Never a share.
CREATE TABLE yard_escrow (
    id BLOB NOT NULL PRIMARY KEY,
    need BIGINT NOT NULL,
    shares BIGINT NOT NULL,
    given_by BLOB NOT NULL,
    given_at BIGINT NOT NULL,
    one BIGINT NOT NULL,
    CONSTRAINT yard_escrow_once UNIQUE (one)
);
