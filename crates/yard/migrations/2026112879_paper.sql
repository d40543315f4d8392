-- What people sign on paper: printed at the desk, scanned by one of those who run the house, confirmed by another. An entry
-- of the consent ledger that was made on paper names the sheet.
CREATE TABLE yard_paper (
    id BLOB PRIMARY KEY,
    person BLOB NOT NULL,
    what TEXT NOT NULL CHECK (what IN ('consent', 'withdrawal', 'request', 'mandate')),
    purpose TEXT NOT NULL,
    asks TEXT NOT NULL,
    version TEXT NOT NULL,
    lang TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('printed', 'scanned', 'entered')),
    printed_by BLOB,
    printed_at BIGINT NOT NULL,
    scanned_by BLOB,
    scanned_at BIGINT,
    witnessed_by BLOB,
    witnessed_at BIGINT,
    request BLOB,
    sheet BLOB
);
CREATE INDEX yard_paper_person ON yard_paper (person);
CREATE INDEX yard_paper_state ON yard_paper (state, printed_at);
ALTER TABLE yard_consent ADD COLUMN paper BLOB;
