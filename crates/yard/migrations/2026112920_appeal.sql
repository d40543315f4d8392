-- Appeals of numbers: to which number, proved by its code, the account of a request is to move. The number rests sealed as
-- that of its person, so that a granted appeal moves it without anybody opening it.
CREATE TABLE yard_appeal (
    request BLOB PRIMARY KEY,
    person BLOB NOT NULL,
    number BLOB NOT NULL,
    number_index BLOB NOT NULL,
    asked_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX yard_appeal_person ON yard_appeal (person);
