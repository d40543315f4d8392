-- Programs of groups that hear commands, and the commands that were given to them.
CREATE TABLE chat_program (
    id BLOB PRIMARY KEY,
    conversation BLOB NOT NULL,
    name TEXT NOT NULL,
    -- To whom it goes: shown to everybody in the group. The whole address is sealed.
    host TEXT NOT NULL,
    made_by BLOB NOT NULL,
    made_at BIGINT NOT NULL,
    used_at BIGINT,
    -- Since when nothing reaches it; absent where the last attempt did.
    failing_since BIGINT,
    -- Whether anything is sent to it.
    is_on BIGINT NOT NULL,
    -- Its address, and the secret that it knows us by.
    reach BLOB NOT NULL,
    -- The commands that it answers, with their hints.
    about BLOB NOT NULL
);
CREATE UNIQUE INDEX chat_program_name ON chat_program (conversation, name);
CREATE INDEX chat_program_made_by ON chat_program (made_by);

CREATE TABLE chat_ask (
    id BLOB PRIMARY KEY,
    conversation BLOB NOT NULL,
    program BLOB NOT NULL,
    -- Who gave the command; gone with its words. What stays is the log of deliveries.
    person BLOB,
    made_at BIGINT NOT NULL,
    state TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    tried_at BIGINT,
    -- The HTTP status of the last attempt; absent where no answer came.
    status BIGINT,
    asked BLOB,
    answer BLOB,
    -- The keyed fingerprint of the address for a later answer, until it was used.
    verifier BLOB,
    answer_until BIGINT NOT NULL
);
CREATE INDEX chat_ask_person ON chat_ask (person, conversation);
CREATE INDEX chat_ask_program ON chat_ask (program, made_at);
CREATE UNIQUE INDEX chat_ask_verifier ON chat_ask (verifier);
