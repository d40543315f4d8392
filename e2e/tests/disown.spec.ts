import { accessible, desk, expect, phone, test } from "../kit/test";
import { word } from "../kit/words";

test("whoever hears of a sign-in that was not his ends it by the link of the message, without signing in", async ({ arrive, house }) => {
  const ana = await arrive("李安娜", phone);
  await ana.signUp("/data");
  const thief = await arrive("别人", desk);
  const { request } = thief.page;
  await house.advance(61);
  await thief.context.addInitScript(() => {
    const other = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0";
    Object.defineProperty(navigator, "userAgent", { get: () => other });
  });
  await thief.signIn(ana.phone);
  const link = async () => (await house.told(ana.phone, /\/disown#\S+/)) ?? "";
  await expect.poll(link).not.toBe("");
  const visitor = await arrive("过路人", phone);
  await visitor.page.goto(await link());
  await accessible(visitor.page);
  await visitor.picture("disown-phone");
  await visitor.page.getByRole("button", { name: word("notices.disown_go"), exact: true }).click();
  await expect(visitor.page.getByText(word("notices.disown_done"))).toBeVisible();
  expect((await request.get("/api/v1/me")).status()).toBe(401);
  expect((await ana.page.request.get("/api/v1/me")).status()).toBe(200);
});
