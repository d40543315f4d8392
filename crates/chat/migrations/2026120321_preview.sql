-- Previews of links: what the house found at the first address of a message, once for everybody in the conversation.
CREATE TABLE chat_link_preview (
    conversation BLOB NOT NULL,
    -- The message.
    seq BIGINT NOT NULL,
    -- The row, for which the card is sealed.
    id BLOB NOT NULL,
    -- Who wrote the message.
    author BLOB NOT NULL,
    made_at BIGINT NOT NULL,
    -- The event by which the message says the address: the message itself, or an edit of it.
    said_by BIGINT NOT NULL,
    -- Address, site, title, words; absent where the message is to have no preview.
    card BLOB,
    PRIMARY KEY (conversation, seq)
);
CREATE INDEX chat_link_preview_author ON chat_link_preview (author);

-- Whether previews of links are made in the groups of an organisation; at first they are not.
ALTER TABLE chat_governing ADD COLUMN previews BIGINT NOT NULL DEFAULT 0;
