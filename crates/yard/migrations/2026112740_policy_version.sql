-- Versions of the house's policy, each with what was published and what it was compared by, and what people said to
-- them. Texts and snapshots hold nothing personal; of the contact card only fingerprints.
CREATE TABLE yard_policy_version (
    id BLOB PRIMARY KEY,
    number BIGINT NOT NULL,
    version TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('draft', 'publicity', 'notified', 'in_force', 'replaced', 'withdrawn')),
    kinds TEXT NOT NULL,
    reduces BIGINT NOT NULL,
    hash TEXT NOT NULL,
    snapshot TEXT NOT NULL,
    changes TEXT NOT NULL,
    fresh TEXT NOT NULL,
    text_zh TEXT NOT NULL,
    text_en TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    published_at BIGINT,
    objections_until BIGINT,
    notified_at BIGINT,
    in_force_at BIGINT,
    ended_at BIGINT,
    CONSTRAINT yard_policy_version_number_key UNIQUE (number)
);

CREATE TABLE yard_policy_word (
    person BLOB NOT NULL,
    seq BIGINT NOT NULL,
    version BLOB NOT NULL,
    number BIGINT NOT NULL,
    word TEXT NOT NULL CHECK (word IN ('agree', 'object', 'continue')),
    at BIGINT NOT NULL,
    PRIMARY KEY (person, seq)
);
CREATE INDEX yard_policy_word_version ON yard_policy_word (version, person);
