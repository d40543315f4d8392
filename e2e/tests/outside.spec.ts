import { accessible, expect, test } from "../kit/test";
import { word } from "../kit/words";

test("whoever has no account proves a number, sees the invitation that waits for it, and erases it", async ({ arrive, house }) => {
  const ana = await arrive("李安娜");
  await ana.signUp();
  const headers = { "X-Courtyard": "1" };
  const particulars = { creator: { name: "李安娜" }, company: { legal_name: "四合院测试有限公司", credit_code: "91350100M000100Y43" } };
  const made = await ana.page.request.post("/api/v1/orgs", { headers, data: particulars });
  const { id: org } = (await made.json()) as { id: string };

  const visitor = await arrive("过路人");
  const { page } = visitor;
  await ana.page.request.post(`/api/v1/orgs/${org}/invitations`, { headers, data: { phone: visitor.phone, role: "member" } });
  await page.goto("/contact");
  await page.getByRole("link", { name: word("title.held"), exact: true }).click();
  await page.getByLabel(word("outside.phone"), { exact: true }).fill(visitor.phone);
  await visitor.askCode(() => page.getByRole("button", { name: word("outside.send"), exact: true }).click());
  const code = page.getByLabel(word("outside.code"), { exact: true });
  await expect(code).toBeVisible();
  await code.fill(await house.codeFor(visitor.phone));
  await page.getByRole("button", { name: word("outside.look"), exact: true }).click();
  await expect(page.getByText("四合院测试有限公司")).toBeVisible();
  await accessible(page);
  await page.getByRole("button", { name: word("outside.erase"), exact: true }).click();
  await expect(page.getByText(word("outside.erased"), { exact: true })).toBeVisible();

  const sent = await ana.page.request.get(`/api/v1/orgs/${org}/invitations`);
  expect(((await sent.json()) as { items: { state: string }[] }).items.map((one) => one.state)).toEqual(["declined"]);
});
