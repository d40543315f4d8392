-- The end of the service: announced long before, and then kept.
CREATE TABLE yard_shutdown (
    id BLOB PRIMARY KEY,
    announced_at BIGINT NOT NULL,
    announced_by BLOB NOT NULL,
    ends_at BIGINT NOT NULL,
    cancelled_at BIGINT,
    erased_at BIGINT
);
