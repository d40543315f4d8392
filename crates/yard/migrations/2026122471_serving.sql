-- A program on somebody's device comes in with a password of its own: a session that serves for that alone. What signs in a browser
-- serves for everything and says nothing here.
ALTER TABLE yard_session ADD COLUMN serves TEXT;
