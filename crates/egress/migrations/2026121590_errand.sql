-- What the program was sent for by whoever runs the house, such as models: it names nobody, so it is not sealed.
CREATE TABLE egress_errand (
    id BLOB PRIMARY KEY,
    at BIGINT NOT NULL,
    host TEXT NOT NULL,
    purpose TEXT NOT NULL,
    outcome TEXT NOT NULL
);
CREATE INDEX egress_errand_at_idx ON egress_errand (at);
