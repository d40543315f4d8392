import { House } from "../kit/house";
import { Person } from "../kit/person";
import { proved } from "../kit/proofs";
import { expect, test } from "../kit/test";
import { word } from "../kit/words";

/** Runs the checks anew and says what came of some of them. */
async function verdicts({ page }: Person): Promise<Record<string, string>> {
  const copy = page.getByRole("button", { name: word("selftest.copy"), exact: true });
  await page.getByRole("button", { name: new RegExp(`^(${word("selftest.start")}|${word("selftest.again")})$`) }).click();
  await expect(copy).toBeHidden();
  await expect(copy).toBeVisible({ timeout: 120_000 });
  const told: Record<string, string> = {};
  for (const check of ["line", "house", "allowed", "media"]) {
    const line = page.locator(".check-line", { has: page.getByText(word(`selftest.check_${check}`), { exact: true }) });
    told[check] = /\b(good|part|bad|unknown)\b/.exec((await line.getAttribute("class")) ?? "")?.[1] ?? "";
  }
  return told;
}

test("the self-test tells line, internet and leave to enter apart, and shows what is blocked (proves: JJB-010)", async ({ browser }) => {
  const house = await House.start();
  const visitor = await Person.arrive(browser, house, "访客");
  try {
    await visitor.page.goto("/selftest");
    expect(await verdicts(visitor)).toMatchObject({ line: "good", house: "good", allowed: "good", media: expect.stringMatching(/good|part/) });
    await visitor.picture("selftest-good");

    await visitor.context.setOffline(true);
    expect(await verdicts(visitor)).toMatchObject({ line: "bad", house: "bad", allowed: "bad", media: "bad" });
    await visitor.context.setOffline(false);

    // The device's line is well, and the way to the house is not.
    await house.kill();
    expect(await verdicts(visitor)).toMatchObject({ line: "good", house: "bad", allowed: "bad", media: "bad" });
    await visitor.picture("selftest-blocked");
    await house.open();
    expect(await verdicts(visitor)).toMatchObject({ line: "good", house: "good", allowed: "good" });

    // The way is well, and the house lets this address into its media no more.
    const ask = async () => {
      const headers = { "x-courtyard": "1", "idempotency-key": crypto.randomUUID() };
      return (await visitor.context.request.post("/api/v1/meetings/selftest", { headers })).status();
    };
    await expect.poll(ask, { intervals: [1] }).toBe(429);
    expect(await verdicts(visitor)).toMatchObject({ line: "good", house: "good", allowed: "bad", media: "bad" });
    expect(visitor.strangers()).toEqual([]);
  } finally {
    await visitor.leave();
    await house.stop();
  }
  proved("JJB-010", ["meeting.selftest", "house.about"]);
});
