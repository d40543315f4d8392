import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import approvalEn from "@/office/approval/approval.en.json";
import approvalZh from "@/office/approval/approval.zh.json";
import lettersEn from "@/community/letters/letters.en.json";
import lettersZh from "@/community/letters/letters.zh.json";
import importsEn from "@/community/imports/imports.en.json";
import importsZh from "@/community/imports/imports.zh.json";
import agentsEn from "@/community/agents/agents.en.json";
import agentsZh from "@/community/agents/agents.zh.json";
import freezeEn from "@/yard/freeze/freeze.en.json";
import freezeZh from "@/yard/freeze/freeze.zh.json";
import outsideEn from "@/yard/outside/outside.en.json";
import outsideZh from "@/yard/outside/outside.zh.json";
import takeoverEn from "@/yard/succession/takeover.en.json";
import takeoverZh from "@/yard/succession/takeover.zh.json";
import ticketEn from "@/yard/ticket/ticket.en.json";
import filesEn from "@/chat/file/file.en.json";
import filesZh from "@/chat/file/file.zh.json";
import intercomEn from "@/community/intercom/intercom.en.json";
import intercomZh from "@/community/intercom/intercom.zh.json";
import phoneEn from "@/chat/phone/phone.en.json";
import phoneZh from "@/chat/phone/phone.zh.json";
import sealedEn from "@/chat/sealed/sealed.en.json";
import sealedZh from "@/chat/sealed/sealed.zh.json";
import selftestEn from "@/meet/selftest/selftest.en.json";
import selftestZh from "@/meet/selftest/selftest.zh.json";
import keptEn from "@/meet/kept/kept.en.json";
import keptZh from "@/meet/kept/kept.zh.json";
import realnameEn from "@/yard/realname/realname.en.json";
import consoleEn from "@/yard/console/console.en.json";
import consoleZh from "@/yard/console/console.zh.json";
import applicationEn from "@/yard/application/application.en.json";
import applicationZh from "@/yard/application/application.zh.json";
import rosterEn from "@/yard/roster/roster.en.json";
import rosterZh from "@/yard/roster/roster.zh.json";
import scimEn from "@/yard/scim/scim.en.json";
import scimZh from "@/yard/scim/scim.zh.json";
import realnameZh from "@/yard/realname/realname.zh.json";
import ticketZh from "@/yard/ticket/ticket.zh.json";
import en from "./en.json";
import doorsEn from "@/community/doors/doors.en.json";
import doorsZh from "@/community/doors/doors.zh.json";
import attendanceEn from "@/office/attendance/attendance.en.json";
import attendanceZh from "@/office/attendance/attendance.zh.json";
import leaveEn from "@/office/leave/leave.en.json";
import leaveZh from "@/office/leave/leave.zh.json";
import rotaEn from "@/office/attendance/rota/rota.en.json";
import rotaZh from "@/office/attendance/rota/rota.zh.json";
import invitedEn from "@/office/invited/invited.en.json";
import invitedZh from "@/office/invited/invited.zh.json";
import visitsEn from "@/community/visits/visits.en.json";
import visitsZh from "@/community/visits/visits.zh.json";
import airEn from "@/community/air/air.en.json";
import airZh from "@/community/air/air.zh.json";
import nineEn from "@/yard/permissions/nine.en.json";
import nineZh from "@/yard/permissions/nine.zh.json";
import faceEn from "@/community/face/face.en.json";
import faceZh from "@/community/face/face.zh.json";
import homecomingEn from "@/community/homecoming/homecoming.en.json";
import homecomingZh from "@/community/homecoming/homecoming.zh.json";
import vehiclesEn from "@/community/vehicles/vehicles.en.json";
import vehiclesZh from "@/community/vehicles/vehicles.zh.json";
import thingsEn from "@/community/things/things.en.json";
import thingsZh from "@/community/things/things.zh.json";
import answeringEn from "@/community/answering/answering.en.json";
import answeringZh from "@/community/answering/answering.zh.json";
import terminalsEn from "@/community/terminals/terminals.en.json";
import terminalsZh from "@/community/terminals/terminals.zh.json";
import stationsEn from "@/community/stations/stations.en.json";
import stationsZh from "@/community/stations/stations.zh.json";
import overviewEn from "@/community/overview/overview.en.json";
import overviewZh from "@/community/overview/overview.zh.json";
import calendarEn from "@/office/calendar/calendar.en.json";
import calendarZh from "@/office/calendar/calendar.zh.json";
import withinEn from "./within.en.json";
import withinZh from "./within.zh.json";
import zh from "./zh-CN.json";

type Tree = { [key: string]: string | Tree };

function flat(tree: Tree, path = ""): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]) => (typeof value === "string" ? [[`${path}${key}`, value] as const] : [...flat(value, `${path}${key}.`)])),
  );
}

const whole = (...parts: Tree[]) => new Map(parts.flatMap((part) => [...flat(part)]));
const chinese = whole(
  zh,
  withinZh,
  outsideZh,
  takeoverZh,
  freezeZh,
  ticketZh,
  filesZh,
  keptZh,
  selftestZh,
  sealedZh,
  intercomZh,
  importsZh,
  lettersZh,
  agentsZh,
  doorsZh,
  airZh,
  nineZh,
  faceZh,
  homecomingZh,
  realnameZh,
  applicationZh,
  rosterZh,
  scimZh,
  consoleZh,
  vehiclesZh,
  visitsZh,
  invitedZh,
  attendanceZh,
  leaveZh,
  rotaZh,
  thingsZh,
  stationsZh,
  terminalsZh,
  answeringZh,
  overviewZh,
  calendarZh,
  approvalZh,
  phoneZh,
);
const english = whole(
  en,
  withinEn,
  outsideEn,
  takeoverEn,
  freezeEn,
  ticketEn,
  filesEn,
  keptEn,
  selftestEn,
  sealedEn,
  intercomEn,
  importsEn,
  lettersEn,
  agentsEn,
  doorsEn,
  airEn,
  nineEn,
  faceEn,
  homecomingEn,
  realnameEn,
  applicationEn,
  rosterEn,
  scimEn,
  consoleEn,
  vehiclesEn,
  visitsEn,
  invitedEn,
  attendanceEn,
  leaveEn,
  rotaEn,
  thingsEn,
  stationsEn,
  terminalsEn,
  answeringEn,
  overviewEn,
  calendarEn,
  approvalEn,
  phoneEn,
);
const holes = (sentence: string) => (sentence.match(/\{\{\w+\}\}/g) ?? []).sort();

test("both languages know the same sentences", () => {
  expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort());
});

test("a sentence has the same holes in both languages, and is not empty", () => {
  for (const [key, sentence] of chinese) {
    expect(holes(english.get(key) ?? ""), key).toEqual(holes(sentence));
    expect(sentence.trim() && english.get(key)?.trim(), key).toBeTruthy();
  }
});

test("English sentences hold no Chinese, but for names", () => {
  const names = /^profile\./;
  for (const [key, sentence] of english) if (!names.test(key)) expect(sentence, key).not.toMatch(/\p{Script=Han}/u);
});

test("every sentence is used somewhere", () => {
  const code = sources(new URL("../../", import.meta.url)).join("\n");
  const unused = [...chinese.keys()].filter((key) => {
    const plain = key.replace(/_(one|other)$/, "");
    if (code.includes(`"${plain}"`)) return false;
    // Keys that are put together: `room.${ending}`, `orgs.role_${role}`, `refusal.${code}` ...
    return !prefixes(code).some(([before, after]) => plain.startsWith(before) && plain.endsWith(after) && plain.length > before.length + after.length);
  });
  expect(unused).toEqual([]);
});

test("no sentence is written where only keys belong", () => {
  for (const source of sources(new URL("../../", import.meta.url), /\.tsx$/)) {
    const bare = source.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "").replace(/"中文"/g, "").replace(/，\$\{t/g, "${t");
    expect(bare).not.toMatch(/\p{Script=Han}/u);
  }
});

let cut: (readonly [string, string])[] | undefined;
function prefixes(code: string): (readonly [string, string])[] {
  cut ??= [...code.matchAll(/`([a-z]+\.[\w.]*)\$\{[^`]*?\}([\w.]*)`/g)].map(([, before, after]) => [before ?? "", after ?? ""] as const);
  return cut;
}

function sources(folder: URL, which = /\.tsx?$/): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && which.test(entry.name) && !/\.test\.ts$|\.gen\.ts$/.test(entry.name))
    .map((entry) => readFileSync(`${entry.parentPath}/${entry.name}`, "utf8"));
}
