-- One camera is not two homes', and one account at a maker's cloud is not linked twice: what tells is a keyed fingerprint of its address and
-- of its name there.
ALTER TABLE community_thing_camera ADD COLUMN mark BLOB;
CREATE INDEX community_thing_camera_mark ON community_thing_camera (mark);
ALTER TABLE community_thing_cloud ADD COLUMN uid_mark BLOB;
CREATE UNIQUE INDEX community_thing_cloud_uid ON community_thing_cloud (uid_mark);
