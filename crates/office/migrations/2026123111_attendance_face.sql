-- Faces by which people clock: a photo and what it looks like in numbers, both sealed under the organisation's key, for one purpose
-- that each row bears. One for each person and organisation.
CREATE TABLE office_face (
    id BLOB PRIMARY KEY,
    org BLOB NOT NULL,
    person BLOB NOT NULL,
    purpose TEXT NOT NULL CHECK (purpose = 'clock-face'),
    photo BLOB NOT NULL,
    template BLOB NOT NULL,
    given_at BIGINT NOT NULL,
    -- Whether another face was there before, so that who clocks by a new one is seen for a day; also where the one before was removed.
    replaced BIGINT NOT NULL,
    CONSTRAINT office_face_person_key UNIQUE (org, person)
);
CREATE INDEX office_face_own ON office_face (person);

-- By what the pictures of one clocking are known again, so that the same ones never clock twice. No picture is kept.
CREATE TABLE office_face_try (
    id BLOB PRIMARY KEY,
    org BLOB NOT NULL,
    person BLOB NOT NULL,
    at BIGINT NOT NULL,
    marks BLOB NOT NULL,
    -- Whether these pictures gave a face.
    gave BIGINT NOT NULL
);
CREATE INDEX office_face_try_person ON office_face_try (org, person, at);
CREATE INDEX office_face_try_own ON office_face_try (person);
CREATE INDEX office_face_try_at ON office_face_try (at);
