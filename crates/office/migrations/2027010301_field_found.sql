-- The address of a place from which somebody signed in, sealed with that place: it goes with the signing in, and by itself with the
-- consent that it was asked for.
ALTER TABLE office_field ADD COLUMN found BYTEA;
CREATE INDEX office_field_found ON office_field (person) WHERE found IS NOT NULL;
