import { House } from "../kit/house";
import { Person } from "../kit/person";
import { enter, startMeeting } from "../kit/room";
import { accessible, expect, test } from "../kit/test";
import { word } from "../kit/words";

const still = { camera: false, microphone: false };

test("an administrator lets a program in, sees its token once, and shuts it out", async ({ arrive, house }) => {
  const ana = await arrive("李安娜");
  await ana.signUp();
  const { page } = ana;
  const particulars = { creator: { name: "李安娜" }, company: { legal_name: "四合院测试有限公司", credit_code: "91350100M000100Y43" } };
  const made = await page.request.post("/api/v1/orgs", { headers: { "X-Courtyard": "1" }, data: particulars });
  const { id: org } = (await made.json()) as { id: string };
  await page.goto(`/orgs/${org}`);
  await page.getByRole("tab", { name: word("programs.title"), exact: true }).click();
  await page.getByRole("button", { name: word("programs.create"), exact: true }).click();

  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(word("programs.name"), { exact: true }).fill("HR 同步");
  await dialog.getByRole("button", { name: word("programs.create_go"), exact: true }).click();
  await expect(dialog.getByText(word("programs.name_wrong"))).toBeVisible();
  await expect(dialog.getByText(word("programs.scopes_missing"))).toBeVisible();
  await dialog.getByLabel(word("programs.name"), { exact: true }).fill("hr-sync");
  await dialog.getByLabel(word("programs.scopes"), { exact: true }).click();
  await page.locator(".ant-select-item-option").filter({ hasText: word("programs.scope_org_members_read") }).click();
  await page.keyboard.press("Escape");
  await dialog.getByRole("button", { name: word("programs.create_go"), exact: true }).click();

  const token = await dialog.getByLabel(word("programs.token"), { exact: true }).inputValue();
  expect(token).toMatch(/^cys_[\w-]{43}$/);
  const asked = (path: string) => fetch(`${house.url}/api/v1/orgs/${org}${path}`, { headers: { Authorization: `Bearer ${token}` } });
  expect((await asked("/members")).status).toBe(200);
  expect((await asked("")).status, "what was not ticked").toBe(403);
  await accessible(page);
  await ana.picture("program-token");
  await dialog.getByRole("button", { name: word("programs.kept"), exact: true }).click();
  await expect(dialog).toHaveCount(0);

  await page.reload();
  await page.getByRole("tab", { name: word("programs.title"), exact: true }).click();
  await expect(page.getByText("hr-sync")).toBeVisible();
  expect(await page.content(), "the token is shown once").not.toContain(token);
  await ana.picture("programs");
  await page.getByRole("button", { name: word("programs.revoke_of", { name: "hr-sync" }), exact: true }).click();
  await page.getByRole("tooltip").getByRole("button", { name: word("programs.revoke"), exact: true }).click();
  await expect(page.getByText(word("programs.none"))).toBeVisible();
  expect((await asked("/members")).status).toBe(401);
});

test("where a house names its mail domain, a letter brings the code", async ({ browser }) => {
  const settings = { COURTYARD_ACCOUNTS__SIGNUP: "mail_domain", COURTYARD_ACCOUNTS__MAIL_DOMAINS: "acme.example" };
  const house = await House.start({ settings });
  try {
    await signUpByMail(await Person.arrive(browser, house, "李安娜"), house);
  } finally {
    await house.stop();
  }
});

test("a guest who was removed stays out until the host lets him back in", async ({ arrive }) => {
  const host = await arrive("李安娜");
  await host.signUp();
  const number = await startMeeting(host);
  await enter(host, still);
  const guest = await arrive("过路人");
  const knock = async () => {
    await guest.page.goto(`/m/${number}`);
    await enter(guest, still, true);
  };
  await knock();
  await host.page.getByRole("button", { name: new RegExp(word("room.participants")) }).click();
  await host.page.getByRole("button", { name: word("room.remove_one", { name: guest.name }), exact: true }).click();
  await host.page.getByRole("dialog").getByRole("button", { name: word("room.remove"), exact: true }).click();
  await expect(guest.page.getByText(word("room.removed"))).toBeVisible();

  await guest.page.goto(`/m/${number}`);
  await guest.page.getByLabel(word("green.name"), { exact: true }).fill("别人");
  await guest.page.getByRole("button", { name: word("green.join"), exact: true }).click();
  await expect(guest.page.getByText(word("refusal.meeting.removed"))).toBeVisible();

  const back = host.page.getByRole("button", { name: word("room.readmit_one", { name: guest.name }), exact: true });
  await back.click();
  await expect(back).toHaveCount(0);
  await knock();
});

async function signUpByMail(ana: Person, house: House): Promise<void> {
  const { page } = ana;
  const press = (key: string) => page.getByRole("button", { name: word(key), exact: true }).click();
  await page.goto("/enter?next=%2Fhome");
  await expect(page.getByLabel(word("sign.mail"), { exact: true }), "consent comes before the field").toHaveCount(0);
  await press("sign.agree");
  await expect(page.getByText(word("sign.ways", { ways: "" }).replace("。", "")), "it says which ways are open").toContainText(word("sign.way_mail"));
  const mail = page.getByLabel(word("sign.mail"), { exact: true });
  await mail.fill("ana@elsewhere.example");
  await press("sign.send_code_mail");
  await expect(page.getByText(word("sign.mail_domain", { domains: "@acme.example" }))).toBeVisible();
  await mail.fill("Ana@acme.example");
  await accessible(page);
  await ana.picture("sign-in-mail");
  await press("sign.send_code_mail");
  const code = page.getByLabel(word("sign.code"), { exact: true });
  await expect(code).toBeVisible();
  await code.fill(await house.codeFor("ana@acme.example", "mail"));
  const name = page.getByLabel(word("sign.name"), { exact: true });
  await name.fill(ana.name);
  await press("sign.finish");
  await page.waitForURL((url) => url.pathname === "/home");
  expect(ana.mistakes).toEqual([]);
  expect(ana.strangers()).toEqual([]);
  await ana.leave();
}
