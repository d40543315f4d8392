import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import i18next from "i18next";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { initReactI18next } from "react-i18next";
import { beforeAll, expect, test, vi } from "vitest";
import { everybodyQuery } from "../roster/roster.data";
import { type Connection, connectionsQuery } from "./scim.data";
import { addressOf, standingOf } from "./scim.model";

const now = Date.parse("2026-03-01T12:00:00Z");
const daysOn = (days: number) => new Date(now + days * 86_400_000).toISOString();

const one: Connection = {
  id: "scim_00000000-0000-7000-8000-000000000001",
  name: "Head office",
  path: "/scim/v2/scim_00000000-0000-7000-8000-000000000001",
  made_by: "person_00000000-0000-7000-8000-000000000001",
  made_at: daysOn(-1),
  ends_at: daysOn(90),
  users: 3,
  groups: 1,
  rests: false,
};

beforeAll(async () => {
  // What the page asks of the browser before it draws anything.
  vi.stubGlobal("matchMedia", () => ({ matches: false, addEventListener: () => undefined }));
  await i18next.use(initReactI18next).init({ lng: "en", resources: {}, fallbackLng: false, interpolation: { escapeValue: false } });
});

async function drawn(connections: Connection[], people: readonly { person: string; name: string }[]): Promise<string> {
  const { default: Directories } = await import("./Directories");
  const queries = new QueryClient();
  queries.setQueryData(connectionsQuery("org").queryKey, connections, { updatedAt: now });
  queries.setQueryData<readonly unknown[]>(everybodyQuery("org").queryKey, people);
  const html = renderToStaticMarkup(createElement(QueryClientProvider, { client: queries }, createElement(Directories, { org: "org" })));
  return html.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");
}

test("a connection works, ends soon, is over, or is left by who answers for it", () => {
  expect(standingOf(one, now)).toBe("works");
  expect(standingOf({ ...one, ends_at: daysOn(14) }, now)).toBe("works");
  expect(standingOf({ ...one, ends_at: daysOn(13.9) }, now)).toBe("soon");
  expect(standingOf({ rests: true, ends_at: daysOn(0) }, now)).toBe("over");
  expect(standingOf({ rests: true, ends_at: daysOn(1) }, now)).toBe("left");
});

test("a directory is told the whole address", () => {
  expect(addressOf("https://house.example", one.path)).toBe(`https://house.example${one.path}`);
});

test("a line says how much is named, who answers for it, and whether the directory came", async () => {
  const said = await drawn([one], [{ person: one.made_by, name: "Ana Li" }]);
  expect(said).toContain("Head office");
  expect(said).toContain("Names 3 people · 1 group · The directory has not come yet");
  expect(said).toContain("Ana Li answers for it");
  expect(said).not.toContain("Rests");
  const heard = await drawn([{ ...one, users: 1, used_at: daysOn(-1) }], []);
  expect(heard).toMatch(/Names 1 person · 1 group · Last came /);
  expect(heard, "who is a member no longer has no name").not.toContain("person_");
});

test("what rests says why, and what is to be done", async () => {
  const left = await drawn([{ ...one, rests: true }], []);
  expect(left).toContain("Rests");
  expect(left).toContain("is no administrator any longer");
  const over = await drawn([{ ...one, rests: true, ends_at: daysOn(-1) }], []);
  expect(over).toContain("Its token is over");
  const soon = await drawn([{ ...one, ends_at: daysOn(3) }], []);
  expect(soon).toContain("Ends soon");
});

test("without a connection the page says what is to be done first", async () => {
  expect(await drawn([], [])).toContain("No directory is connected.");
});
