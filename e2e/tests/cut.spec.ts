import { Cable } from "../kit/far";
import { House } from "../kit/house";
import { Person } from "../kit/person";
import { enter, seesAndHears, startMeeting } from "../kit/room";
import { expect, test } from "../kit/test";

const both = { camera: true, microphone: true };

test("who is cut off for ten seconds, while the server dies and comes back, is in the meeting again by himself", async ({ browser }) => {
  const cable = Cable.lay();
  test.skip(!cable, "a cable that can be pulled needs root and a network namespace");
  if (!cable) return;
  const house = await House.start({ reachable: Cable.here });
  const address = `http://${Cable.here}:${house.port}`;
  const away = await cable.browser(address);
  const people: Person[] = [];
  try {
    const ana = await Person.arrive(browser, house, "李安娜");
    const bo = await Person.arrive(browser, house, "王波");
    const chen = await Person.arrive(away, house, "陈晨", undefined, address);
    people.push(ana, bo, chen);
    for (const person of people) await person.signUp();
    const number = await startMeeting(ana);
    await enter(ana, both);
    for (const other of [bo, chen]) {
      await other.page.goto(`/m/${number}`);
      await enter(other, both);
    }
    for (const person of [ana, bo, chen]) await seesAndHears(person, 2);

    cable.pull();
    await house.kill();
    await house.open();
    // The cut lasts ten seconds whatever else happens; this is the one wait for a time, since the time is the subject.
    await new Promise((over) => setTimeout(over, 10_000));
    cable.plug();
    const since = Date.now();
    for (const person of [ana, bo, chen]) await seesAndHears(person, 2, Math.max(1000, 15_000 - (Date.now() - since)));
    expect(chen.mistakes).toEqual([]);
  } finally {
    for (const person of people) await person.leave();
    await away.close();
    await house.stop();
    cable.remove();
  }
});
