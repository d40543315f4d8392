-- Applications of others, by organisation, and what people let them have of them. Text of organisations, nothing of anybody.
CREATE TABLE yard_application (
    id BLOB PRIMARY KEY,
    org BLOB NOT NULL REFERENCES yard_org (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('third_party', 'self_built')),
    name TEXT NOT NULL,
    runner TEXT NOT NULL,
    policy TEXT NOT NULL,
    start TEXT,
    redirects TEXT NOT NULL,
    logouts TEXT NOT NULL,
    scopes TEXT NOT NULL,
    secret_hash BLOB,
    is_on BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
);
CREATE INDEX yard_application_of ON yard_application (org);
-- What somebody let an application have; `asked` is what he was asked, so that he is asked no more than once.
CREATE TABLE yard_application_grant (
    id BLOB PRIMARY KEY,
    application BLOB NOT NULL REFERENCES yard_application (id) ON DELETE CASCADE,
    person BLOB NOT NULL,
    scopes TEXT NOT NULL,
    asked TEXT NOT NULL,
    given_at BIGINT NOT NULL,
    used_at BIGINT,
    UNIQUE (application, person)
);
CREATE INDEX yard_application_grant_of ON yard_application_grant (person);
-- Codes live for a minute and are used once; a used one stays for that minute, so that a second use is known for what it is.
CREATE TABLE yard_openid_code (
    secret_hash BLOB PRIMARY KEY,
    access BLOB NOT NULL REFERENCES yard_application_grant (id) ON DELETE CASCADE,
    family BLOB NOT NULL,
    device BLOB NOT NULL,
    redirect TEXT NOT NULL,
    challenge TEXT NOT NULL,
    nonce TEXT,
    scopes TEXT NOT NULL,
    signed_in_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX yard_openid_code_of ON yard_openid_code (access);
-- Tokens by their keyed fingerprints. Those of one code are a family; a refresh token that comes twice ends it.
CREATE TABLE yard_openid_token (
    secret_hash BLOB PRIMARY KEY,
    access BLOB NOT NULL REFERENCES yard_application_grant (id) ON DELETE CASCADE,
    family BLOB NOT NULL,
    device BLOB NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('access', 'refresh')),
    scopes TEXT NOT NULL,
    signed_in_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX yard_openid_token_of ON yard_openid_token (access);
CREATE INDEX yard_openid_token_family ON yard_openid_token (family);
