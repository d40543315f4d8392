-- Order in a group: who speaks and who lets people in, who is silenced until when, the link that leads into it, and who
-- asks to come in.
ALTER TABLE chat_conversation ADD COLUMN quiet BIGINT NOT NULL DEFAULT 0;
ALTER TABLE chat_conversation ADD COLUMN open BIGINT NOT NULL DEFAULT 0;
ALTER TABLE chat_conversation ADD COLUMN asks BIGINT NOT NULL DEFAULT 0;
-- Seconds between two messages of one person.
ALTER TABLE chat_conversation ADD COLUMN slow_s BIGINT NOT NULL DEFAULT 0;
ALTER TABLE chat_member ADD COLUMN silenced_until BIGINT;

CREATE TABLE chat_link (
    conversation BLOB PRIMARY KEY,
    -- A keyed fingerprint of what stands in the link; the link itself is nowhere.
    verifier BLOB NOT NULL,
    made_by BLOB NOT NULL,
    ends_at BIGINT NOT NULL,
    -- How many come by it, and how many came.
    most BIGINT NOT NULL,
    used BIGINT NOT NULL
);
CREATE UNIQUE INDEX chat_link_verifier ON chat_link (verifier);
CREATE INDEX chat_link_made_by ON chat_link (made_by);

CREATE TABLE chat_asker (
    conversation BLOB NOT NULL,
    person BLOB NOT NULL,
    asked_at BIGINT NOT NULL,
    PRIMARY KEY (conversation, person)
);
CREATE INDEX chat_asker_person ON chat_asker (person);
CREATE INDEX chat_asker_asked ON chat_asker (asked_at);
