-- Most messages are about no other and in no topic: they need no place in the indexes of these, and a page less is written for each.
DROP INDEX chat_event_target;
CREATE INDEX chat_event_target ON chat_event (conversation, target) WHERE target IS NOT NULL;
DROP INDEX chat_event_topic;
CREATE INDEX chat_event_topic ON chat_event (conversation, topic, seq) WHERE topic IS NOT NULL;
