/** Homes between real browsers: the property at a desk, an owner on a phone, and a tenant whom she enters. */
import { button, together } from "../kit/chats";
import { apply, approve, enter, field, HOME, send } from "../kit/homes";
import { accessible, desk, expect, phone, test } from "../kit/test";
import { word } from "../kit/words";

const CARD = "11010519491231002X";

test("a resident applies, the property looks and approves, a tenant is entered, accepts and moves out", async ({ arrive }) => {
  const [wang, ana, chen] = [await arrive("王物业", desk), await arrive("李安娜", phone), await arrive("陈租客", phone)];
  for (const one of [wang, ana, chen]) await one.signUp();
  const org = await together([wang]);
  let community = "";

  await test.step("the property opens its community and enters a home", async () => {
    await wang.page.goto("/homes");
    await wang.page.getByRole("link", { name: new RegExp(word("homes.desk_of", { name: "" }).replace(/^ · /, "")) }).click();
    await wang.page.waitForURL(`**/homes/${org}`);
    community = await enter(wang.page);
    await expect(wang.page.getByText(HOME)).toBeVisible();
    await test.step("and brings in the rest as a list that it has", async () => {
      const list = "幸福里房屋清单\n楼栋,单元,房号\n3号楼,1单元,503\n3号楼,2单元,101\n3号楼,2单元,\n";
      const chosen = wang.page.waitForEvent("filechooser");
      await button(wang.page, "homelists.file").click();
      await (await chosen).setFiles({ name: "homes.csv", mimeType: "text/csv", buffer: Buffer.from(list) });
      const wrong = wang.page.waitForEvent("download");
      await button(wang.page, "homelists.wrong_get").click();
      expect((await wrong).suggestedFilename()).toBe("wrong.csv");
      await accessible(wang.page);
      await wang.picture("homes-desk-import");
      await button(wang.page, "homelists.go", { count: 2 }).click();
      await expect(wang.page.getByText("3-2-101")).toBeVisible();
      await expect(wang.page.getByText(word("homelists.done", { count: 2 }))).toBeVisible();
    });
    await accessible(wang.page);
    await wang.picture("homes-desk-places");
    await wang.page.setViewportSize(phone);
    await wang.picture("homes-desk-places-phone");
    await wang.page.setViewportSize(desk);
  });

  await test.step("she applies; the number of her card only under a box of its own", async () => {
    await ana.page.goto("/home");
    await ana.page.getByRole("link", { name: word("homes.go"), exact: true }).click();
    const dialog = await apply(ana, community);
    const agrees = dialog.getByRole("checkbox", { name: word("homes.identity_agree"), exact: true });
    await expect(agrees).not.toBeChecked();
    await expect(field(dialog, "homes.identity")).toHaveCount(0);
    await agrees.check();
    await field(dialog, "homes.identity").fill(CARD);
    await accessible(ana.page);
    await ana.picture("homes-apply");
    await send(ana, dialog);
    await expect(ana.page.getByText(word("homes.none"))).toBeVisible();
  });

  await test.step("the desk sees it masked, the whole with a reason, and approves", async () => {
    await wang.page.reload();
    await button(wang.page, "homes.review").click();
    const dialog = wang.page.getByRole("dialog");
    await expect(dialog.getByText("1****************X")).toBeVisible();
    await expect(dialog.getByText(CARD)).toHaveCount(0);
    await expect(button(dialog, "homes.look")).toBeDisabled();
    await field(dialog, "homes.look_why").fill("与产权登记核对");
    await button(dialog, "homes.look").click();
    await expect(dialog.getByText(CARD)).toBeVisible();
    await accessible(wang.page);
    await wang.picture("homes-review");
    await wang.page.setViewportSize(phone);
    await wang.picture("homes-review-phone");
    await wang.page.setViewportSize(desk);
    await approve(wang.page);
    await ana.page.reload();
    await expect(ana.page.getByText(word("homes.state_approved"), { exact: true })).toBeVisible();
    await ana.picture("homes-mine");
    await ana.page.setViewportSize(desk);
    await ana.picture("homes-mine-desk");
    await ana.page.setViewportSize(phone);
  });

  await test.step("she enters a tenant, who accepts, sees who lives there and moves out", async () => {
    await button(ana.page, "homes.people").click();
    const dialog = ana.page.getByRole("dialog");
    await button(dialog, "homes.add").click();
    await field(dialog, "homes.name").fill("老陈");
    await field(dialog, "homes.phone").fill(chen.phone);
    await field(dialog, "homes.relation").selectOption("tenant");
    const next = new Date(Date.now() + 90 * 86_400_000).toISOString().slice(0, 10);
    await field(dialog, "homes.last_day").fill(next);
    await ana.picture("homes-add");
    await ana.page.setViewportSize(desk);
    await ana.picture("homes-add-desk");
    await ana.page.setViewportSize(phone);
    await button(dialog, "homes.add_send").click();
    await expect(dialog.getByText(word("homes.unanswered"), { exact: true })).toBeVisible();
    await accessible(ana.page);

    await chen.page.goto("/homes");
    await expect(chen.page.getByText(word("homes.entered", { by: "李安娜", name: "老陈" }))).toBeVisible();
    await accessible(chen.page);
    await chen.picture("homes-entered");
    await button(chen.page, "homes.accept").click();
    await button(chen.page, "homes.people").click();
    await expect(chen.page.getByRole("dialog").getByText("李安娜")).toBeVisible();
    await button(chen.page.getByRole("dialog"), "common.close").click();
    await button(chen.page, "homes.leave").click();
    await button(chen.page.getByRole("dialog"), "homes.leave_now").click();
    await expect(chen.page.getByText(word("homes.none"))).toBeVisible();
  });
  expect([wang, ana, chen].flatMap(({ mistakes }) => mistakes)).toEqual([]);
});
