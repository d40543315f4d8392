import type { TFunction } from "i18next";
import type { RecordField } from "./roster.data";

/** What a field is called. */
export const sayField = (t: TFunction, field: RecordField) => (field === "title" ? t("roster.title_field") : t(`roster.${field}`));

/** What was done in the console, by its act. */
const acts = {
  "org.application.change": "change_app",
  "org.application.register": "register_app",
  "org.application.remove": "remove_app",
  "org.application.secret": "renew_app",
  "org.certificate.licence": "licence",
  "org.certificate.withdraw": "uncertify",
  "org.certify": "certify",
  "org.charge": "charge",
  "org.charge.remove": "discharge",
  "org.close": "close",
  "org.close.withdraw": "reopen",
  "org.department.create": "draw",
  "org.department.remove": "undraw",
  "org.department.update": "redraw",
  "org.invitation.withdraw": "uninvite",
  "org.invite": "invite",
  "org.member.remove": "put_out",
  "org.member.update": "change_member",
  "org.open": "open",
  "org.scim.connect": "connect",
  "org.scim.end": "disconnect",
  "org.scim.renew": "reconnect",
  "org.shut": "shut",
  "org.personnel.step": "step",
  "org.record.change": "record",
  "org.record.identity": "unmask",
  "org.record.photo.put": "photo",
  "org.record.photo.remove": "unphoto",
  "org.record.rule": "rule",
  "org.upload": "upload",
  "org.upload.undo": "undo",
} as const;

const isAct = (act: string): act is keyof typeof acts => act in acts;

/** What an administrator did; an act that this page does not know stands as it is. */
export const sayAct = (t: TFunction, act: string) => (isAct(act) ? t(`roster.did_${acts[act]}`) : act);
