-- Sealed conversations: the house orders and keeps what only the devices of its people open (RFC 9420).
ALTER TABLE chat_conversation ADD COLUMN sealed BIGINT NOT NULL DEFAULT 0;

-- The devices of a person: what each signs with is public by its purpose.
CREATE TABLE chat_device (
    id BLOB PRIMARY KEY,
    person BLOB NOT NULL,
    signs BLOB NOT NULL,
    made_at BIGINT NOT NULL
);
CREATE INDEX chat_device_person ON chat_device (person);
CREATE UNIQUE INDEX chat_device_signs ON chat_device (signs);

-- What lets a device into a group without its being asked: each is taken once, the lasting one when no other is left.
CREATE TABLE chat_key_package (
    id BLOB PRIMARY KEY,
    device BLOB NOT NULL,
    package BLOB NOT NULL,
    lasting BIGINT NOT NULL
);
CREATE INDEX chat_key_package_device ON chat_key_package (device, lasting);

-- In which epoch each group is, and what a device comes back in by.
CREATE TABLE chat_sealed (
    conversation BLOB PRIMARY KEY,
    epoch BIGINT NOT NULL,
    info BLOB
);

-- What lets a device in, until it took it.
CREATE TABLE chat_welcome (
    conversation BLOB NOT NULL,
    device BLOB NOT NULL,
    seq BIGINT NOT NULL,
    welcome BLOB NOT NULL,
    PRIMARY KEY (conversation, device)
);
CREATE INDEX chat_welcome_device ON chat_welcome (device);

-- What a person's devices keep for the day on which all of them are lost; it opens by the recovery key, which is not here.
CREATE TABLE chat_archive (
    person BLOB PRIMARY KEY,
    id BLOB NOT NULL,
    version BIGINT NOT NULL,
    at BIGINT NOT NULL,
    content BLOB NOT NULL
);
