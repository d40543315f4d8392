import { expect, test } from "vitest";
import { kindsOf } from "./held.model";

const thing = (category: string, value: string | null, collected_at: string) => ({
  category,
  title: category,
  sensitive: false,
  value,
  collected_at,
  purposes: [],
  sources: [],
  bases: [],
  retention: "",
});

test("things of one kind are told together, since the first of them, and records come last", () => {
  const kinds = kindsOf([
    thing("consent-record", "account", "2026-02-01T00:00:00Z"),
    thing("consent-record", "meeting", "2026-01-01T00:00:00Z"),
    thing("display-name", "Ana", "2026-03-01T00:00:00Z"),
    thing("ip-address", null, "2026-03-01T00:00:00Z"),
  ]);
  expect(kinds.map(({ category }) => category)).toEqual(["display-name", "ip-address", "consent-record"]);
  expect(kinds[2]).toMatchObject({ values: ["account", "meeting"], collected_at: "2026-01-01T00:00:00Z", hidden: false });
  expect(kinds[1]).toMatchObject({ values: [], hidden: true });
});
