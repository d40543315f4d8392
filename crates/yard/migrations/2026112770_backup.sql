-- What became of backups and of the rehearsals of bringing them back: keepers see it, the age alarm counts from it.
CREATE TABLE yard_backup (
    id BLOB PRIMARY KEY,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    began_at BIGINT NOT NULL,
    ended_at BIGINT NOT NULL,
    archive TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    held BIGINT NOT NULL,
    files BIGINT NOT NULL,
    why TEXT NOT NULL
);
CREATE INDEX yard_backup_kind ON yard_backup (kind, ended_at);
