-- Whether another face was there before, so that who clocks by a new one is seen for a day; also where the one before was removed.
ALTER TABLE office_face ADD COLUMN replaced BIGINT NOT NULL DEFAULT 0;
-- Whether these pictures gave a face.
ALTER TABLE office_face_try ADD COLUMN gave BIGINT NOT NULL DEFAULT 0;
