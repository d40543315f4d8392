-- Stations that know MD5 alone. One at no door and in no home is at the duty desk.
ALTER TABLE community_station ADD COLUMN is_old BIGINT NOT NULL DEFAULT 0;
