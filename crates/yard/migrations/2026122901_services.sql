-- Services of the house are opened one by one from now on; an organisation that is there already keeps what it had.
INSERT INTO yard_org_opened (org, service) SELECT id, 'calendar' FROM yard_org;
INSERT INTO yard_org_opened (org, service) SELECT id, 'tasks' FROM yard_org;
INSERT INTO yard_org_opened (org, service) SELECT id, 'attendance' FROM yard_org;
INSERT INTO yard_org_opened (org, service) SELECT id, 'approval' FROM yard_org;
