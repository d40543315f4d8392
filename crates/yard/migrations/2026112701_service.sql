-- Service accounts: programs that come in from outside with a token of their own, within scopes and until a day.
-- `owner` is the organisation, or sixteen zero bytes for the house, since a null is nobody's equal.
CREATE TABLE yard_service (
    id BLOB PRIMARY KEY,
    owner BLOB NOT NULL,
    org BLOB REFERENCES yard_org (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    scopes TEXT NOT NULL,
    token_hash BLOB NOT NULL,
    created_by BLOB NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT,
    CONSTRAINT yard_service_name_key UNIQUE (owner, name)
);
CREATE UNIQUE INDEX yard_service_token ON yard_service (token_hash);
