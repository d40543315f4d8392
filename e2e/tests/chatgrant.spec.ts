/** Who else may read: everybody in a conversation sees that somebody was let in, why, until when, and that it ended. */
import { choose, button, together } from "../kit/chats";
import { accessible, desk, expect, phone, test } from "../kit/test";
import { word } from "../kit/words";

test("an organisation lets the keepers of the house read a group, and its people see it as long as it holds", async ({ arrive }) => {
  const [ana, bo, chen] = [await arrive("李安娜", desk), await arrive("王波", phone), await arrive("陈晨", desk)];
  for (const person of [ana, bo, chen]) await person.signUp();
  const org = await together([ana, bo, chen]);
  await ana.page.goto("/chats");
  await button(ana.page, "conversation.new").first().click();
  const dialog = ana.page.getByRole("dialog");
  await choose(dialog, bo, chen);
  await dialog.getByLabel(word("conversation.group_name"), { exact: true }).fill("项目组");
  await dialog.getByLabel(word("keeping.held_in"), { exact: true }).selectOption(org);
  await button(dialog, "conversation.make").click();
  await ana.page.waitForURL(/\/chats\/conversation_/);
  const path = new URL(ana.page.url()).pathname;
  await bo.page.goto(path);
  const line = bo.page.getByText(word("grant.why.abuse"));
  await expect(bo.page.getByRole("heading", { name: "项目组" })).toBeVisible();
  await expect(line).toHaveCount(0);

  const headers = { "content-type": "application/json", "x-courtyard": "1" };
  const key = () => ({ ...headers, "idempotency-key": crypto.randomUUID() });
  const wish = { conversation: path.split("/").at(-1), why: "abuse", hours: 24 };
  const given = await ana.page.request.post(`/api/v1/orgs/${org}/conversation-grants`, { headers: key(), data: wish });
  expect(given.ok(), await given.text()).toBe(true);
  await expect(line).toBeVisible();
  await accessible(bo.page);
  await bo.picture("chatgrant-phone");
  await ana.picture("chatgrant-desk");
  const { id } = (await given.json()) as { id: string };
  const ended = await ana.page.request.delete(`/api/v1/orgs/${org}/conversation-grants/${id}`, { headers: key() });
  expect(ended.ok(), await ended.text()).toBe(true);
  await expect(line).toHaveCount(0);
});
