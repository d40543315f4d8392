-- On which legal ground an organisation brings somebody in: named with each invitation, and kept with the membership.
ALTER TABLE yard_invitation ADD COLUMN basis TEXT NOT NULL DEFAULT 'consent';
ALTER TABLE yard_member ADD COLUMN basis TEXT;
