-- Messages that somebody reported, to those who keep order in the group or to the house. What the message says is not here:
-- taking it back destroys it also for whoever looks at the report.
CREATE TABLE chat_report (
    id BLOB PRIMARY KEY,
    conversation BLOB NOT NULL,
    seq BIGINT NOT NULL,
    reporter BLOB NOT NULL,
    -- Who wrote the message.
    reported BLOB NOT NULL,
    why TEXT NOT NULL,
    -- What the reporter says of it, sealed under the conversation's key.
    note BLOB,
    -- The ticket that it became at the house; NULL where it is for those who keep order.
    ticket BLOB,
    at BIGINT NOT NULL,
    -- What came of it; NULL until then.
    outcome TEXT,
    done_by BLOB,
    done_at BIGINT
);
CREATE UNIQUE INDEX chat_report_once ON chat_report (conversation, seq, reporter);
CREATE INDEX chat_report_reporter ON chat_report (reporter, at);
CREATE INDEX chat_report_reported ON chat_report (reported);
CREATE INDEX chat_report_ticket ON chat_report (ticket);
CREATE INDEX chat_report_at ON chat_report (at);
