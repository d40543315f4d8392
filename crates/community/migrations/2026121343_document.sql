-- Pictures and pages that somebody adds to an application that waits; they go with its decision, and with it.
CREATE TABLE community_document (
    id BLOB PRIMARY KEY,
    application BLOB NOT NULL REFERENCES community_application (id) ON DELETE CASCADE,
    person BLOB NOT NULL,
    file BLOB NOT NULL,
    put_at BIGINT NOT NULL
);
CREATE INDEX community_document_application ON community_document (application, id);
CREATE INDEX community_document_person ON community_document (person);
