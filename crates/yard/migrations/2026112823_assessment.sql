-- Impact assessments: what was found of a use of sensitive data before it may begin.
CREATE TABLE yard_assessment (
    id BLOB PRIMARY KEY,
    version BLOB NOT NULL,
    purpose TEXT NOT NULL,
    risk TEXT NOT NULL,
    finding TEXT NOT NULL,
    measures TEXT NOT NULL,
    made_by BLOB NOT NULL,
    made_at BIGINT NOT NULL
);
CREATE INDEX yard_assessment_version ON yard_assessment (version, purpose);
