-- What the house says of itself; sealed, since a contact card names a person.
CREATE TABLE yard_house (
    name TEXT PRIMARY KEY,
    id BLOB NOT NULL,
    value BLOB NOT NULL,
    changed_at BIGINT NOT NULL
);
