-- Whether a box has an eye: it sees, or it has one that cannot see yet. Nothing where it has none, or is older than eyes.
ALTER TABLE community_agent ADD COLUMN eye TEXT;

-- The photo by which somebody is known at the doors of a community. `photo` is a random name in the store, where the photo lies
-- sealed under his key. There is no template here.
CREATE TABLE community_face (
    id BLOB PRIMARY KEY,
    org BLOB NOT NULL,
    person BLOB NOT NULL,
    photo TEXT NOT NULL,
    given_at BIGINT NOT NULL,
    CONSTRAINT community_face_person_key UNIQUE (org, person)
);
CREATE INDEX community_face_person ON community_face (person);

-- To which boxes a photo was handed, what they made of it, since when it should be gone there, and when they said that it is.
CREATE TABLE community_face_held (
    face BLOB NOT NULL,
    agent BLOB NOT NULL,
    org BLOB NOT NULL,
    door BLOB NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('sent', 'held', 'unfit')),
    handed_at BIGINT NOT NULL,
    ended_at BIGINT,
    gone_at BIGINT,
    PRIMARY KEY (face, agent)
);
CREATE INDEX community_face_held_agent ON community_face_held (agent);
CREATE INDEX community_face_held_org ON community_face_held (org);
