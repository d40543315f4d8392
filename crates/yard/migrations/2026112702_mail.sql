-- Mail addresses by which people of a house's own domains sign up and in; sealed, found by a keyed index.
-- A code that waits for an address stands in yard_code under the index of the address.
CREATE TABLE yard_mail (
    person BLOB PRIMARY KEY REFERENCES yard_person (id) ON DELETE CASCADE,
    mail BLOB NOT NULL,
    mail_index BLOB NOT NULL,
    since BIGINT NOT NULL,
    CONSTRAINT yard_mail_address_key UNIQUE (mail_index)
);
