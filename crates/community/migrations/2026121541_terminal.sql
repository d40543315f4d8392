-- The terminal at a door, as those who run the community set it: who made it, and whether faces go into its library.
CREATE TABLE community_terminal (
    door BLOB PRIMARY KEY REFERENCES community_door (id),
    org BLOB NOT NULL,
    maker TEXT NOT NULL CHECK (maker IN ('hikvision', 'dahua')),
    faces BIGINT NOT NULL,
    set_at BIGINT NOT NULL
);
CREATE INDEX community_terminal_org ON community_terminal (org);

-- What the agent at a door says of the terminal there: who made it, since when it was reached or cannot be, how many are in its
-- library, and how many were removed who were in no list. Nothing where the agent has none.
CREATE TABLE community_terminal_state (
    agent BLOB PRIMARY KEY,
    org BLOB NOT NULL,
    door BLOB NOT NULL,
    maker TEXT NOT NULL,
    reached_at BIGINT,
    lost_at BIGINT,
    people BIGINT NOT NULL,
    removed BIGINT NOT NULL
);
CREATE INDEX community_terminal_state_door ON community_terminal_state (door);

-- Who was written into the library of the terminal at a door, by the number of a pass or of a face, since when he should be gone from
-- it, and when the terminal, asked for him, did not know him any more. The device is named by the number that its maker gave it:
-- another one that is put in its place says nothing of what the first one still has.
CREATE TABLE community_terminal_held (
    item BLOB NOT NULL,
    door BLOB NOT NULL,
    device TEXT NOT NULL,
    org BLOB NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('card', 'pin', 'face')),
    person BLOB,
    state TEXT NOT NULL CHECK (state IN ('sent', 'held', 'unfit')),
    handed_at BIGINT NOT NULL,
    ended_at BIGINT,
    gone_at BIGINT,
    PRIMARY KEY (item, door, device)
);
CREATE INDEX community_terminal_held_door ON community_terminal_held (door);
CREATE INDEX community_terminal_held_person ON community_terminal_held (person);
CREATE INDEX community_terminal_held_org ON community_terminal_held (org);
