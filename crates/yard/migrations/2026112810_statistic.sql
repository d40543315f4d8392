-- What is told of groups: numbers that went out once with their noise, what they cost, and the de-identified rows they
-- can be asked of. No row here names anybody, and the keys of a week were drawn for it and kept nowhere.
CREATE TABLE yard_statistic (
    id BLOB PRIMARY KEY,
    dataset TEXT NOT NULL,
    week BIGINT NOT NULL,
    cell TEXT NOT NULL,
    value BIGINT,
    scale BIGINT NOT NULL,
    at BIGINT NOT NULL,
    CONSTRAINT yard_statistic_cell_key UNIQUE (dataset, week, cell)
);

CREATE TABLE yard_statistic_budget (
    dataset TEXT NOT NULL,
    week BIGINT NOT NULL,
    spent BIGINT NOT NULL,
    PRIMARY KEY (dataset, week)
);

CREATE TABLE yard_fact (
    id BLOB PRIMARY KEY,
    week BIGINT NOT NULL,
    who BLOB NOT NULL,
    device BLOB NOT NULL,
    devices TEXT NOT NULL,
    meetings TEXT NOT NULL,
    minutes TEXT NOT NULL
);
CREATE INDEX yard_fact_week ON yard_fact (week);
