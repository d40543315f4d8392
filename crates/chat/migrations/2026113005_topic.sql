-- Topics within a conversation: the number of the first message, and how far somebody read in it.
ALTER TABLE chat_event ADD COLUMN topic BIGINT;
CREATE INDEX chat_event_topic ON chat_event (conversation, topic, seq);

CREATE TABLE chat_topic_read (
    conversation BLOB NOT NULL,
    topic BIGINT NOT NULL,
    person BLOB NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (conversation, person, topic)
);
CREATE INDEX chat_topic_read_person ON chat_topic_read (person);
