/** The community in which somebody stands, found on his own device when he asks for it, and the way there. */
import type { Page, Request } from "@playwright/test";
import { together } from "../kit/chats";
import { proved } from "../kit/proofs";
import { accessible, desk, expect, phone, test } from "../kit/test";
import { word } from "../kit/words";

const HERE = { latitude: 39.9042, longitude: 116.4074 };
const button = (page: Page, key: string) => page.getByRole("button", { name: word(key), exact: true });

test("inside a fence the community is chosen, outside none, by hand without a permission, and a link leads there (proves: AJ-034, AJ-035)", async ({ arrive }) => {
  const [wang, ana] = [await arrive("王物业", desk), await arrive("李安娜", phone)];
  for (const one of [wang, ana]) await one.signUp();
  const org = await together([wang]);
  const headers = { "X-Courtyard": "1" };
  const data = { name: "幸福里", address: "胡同一号", ...HERE };
  expect((await wang.page.request.put(`/api/v1/orgs/${org}/community`, { headers, data })).ok()).toBe(true);

  const { page } = ana;
  const context = page.context();
  const sent: string[] = [];
  page.on("request", (request: Request) => sent.push(`${request.url()} ${request.postData() ?? ""}`));
  const open = async () => {
    await page.goto("/homes");
    await button(page, "homes.apply").click();
    await expect(button(page, "homes.near")).toBeVisible();
  };
  const chosen = page.getByLabel(word("homes.community"), { exact: true });

  // Refused, nothing is chosen and choosing by hand works.
  await context.clearPermissions();
  await open();
  await button(page, "homes.near").click();
  await expect(page.getByText(word("homes.near_unknown"))).toBeVisible();
  await expect(chosen).toHaveValue("");
  await chosen.selectOption({ label: "幸福里 · 胡同一号" });
  await expect(chosen).not.toHaveValue("");

  // The way there is a link to the device's own map.
  const route = page.getByRole("link", { name: word("homes.route", { address: "胡同一号" }), exact: true });
  await expect(route).toHaveAttribute("href", /^geo:39\.9042,116\.4074\?q=39\.9042,116\.4074\(/);
  await accessible(page);
  await ana.picture("homes-route");

  // Outside of every fence none; a few hundred metres away it is found.
  await context.grantPermissions(["geolocation"]);
  await context.setGeolocation({ latitude: 31.2304, longitude: 121.4737, accuracy: 20 });
  await open();
  await expect(chosen).toHaveValue("");
  await button(page, "homes.near").click();
  await expect(page.getByText(word("homes.near_none"))).toBeVisible();
  await expect(chosen).toHaveValue("");
  await context.setGeolocation({ latitude: HERE.latitude + 0.003, longitude: HERE.longitude, accuracy: 20 });
  await button(page, "homes.near").click();
  await expect(page.getByText(word("homes.near_found", { name: "幸福里" }))).toBeVisible();
  await expect(chosen).not.toHaveValue("");
  await ana.picture("homes-near");

  expect(sent.filter((one) => /39\.907|116\.40|31\.23|121\.47/.test(one)), "no coordinate left the device").toEqual([]);
  expect([wang, ana].flatMap(({ mistakes }) => mistakes)).toEqual([]);
  proved("AJ-034", ["community.list", "community.put"]);
  proved("AJ-035", ["community.list", "community.put"]);
});
