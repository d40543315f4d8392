import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { startNode, freshRoom, until } from '../lib/server.js';
import { startBrowser, MODES } from '../lib/browser.js';

let node, browser;
before(async () => { node = await startNode(); browser = await startBrowser(); });
after(async () => { await browser?.stop(); await node?.stop(); });

for (const [mode, roomOptions] of Object.entries(MODES)) {
  describe(`${mode} connection`, () => {
    test('two browsers see, hear and write to one another', async () => {
      const room = freshRoom('two');
      const [a, b] = [await browser.tab(), await browser.tab()];
      await a.join(node, room, 'alice', { roomOptions });
      await a.publishBoth();
      await b.join(node, room, 'bob', { roomOptions });
      await b.publishBoth();
      for (const [one, other] of [[a, 'bob'], [b, 'alice']]) {
        await one.sees(other);
        await one.hears(other);
      }
      await a.run((r) => r.localParticipant.publishData(new TextEncoder().encode('reliable'), { reliable: true, topic: 'note' }));
      await a.run((r) => r.localParticipant.publishData(new TextEncoder().encode('lossy'), { reliable: false }));
      await a.run((r) => r.localParticipant.sendText('a text stream', { topic: 'chat' }));
      await until('the messages', async () => {
        const messages = await b.state('messages');
        const texts = await b.state('texts');
        return { ok: messages.length >= 2 && texts.length >= 1, seen: { messages, texts } };
      });
      const messages = await b.state('messages');
      assert.ok(messages.every((m) => m.from === 'alice'));
      assert.deepEqual(messages.map((m) => m.text).sort(), ['lossy', 'reliable']);
      assert.deepEqual(await b.state('texts'), [{ text: 'a text stream', from: 'alice' }]);
      await until('active speakers', () => b.page.evaluate(() => window.test.rooms.room.speakers.has('alice')));
      const lost = (await b.received()).reduce((sum, e) => sum + (e.lost ?? 0), 0);
      assert.ok(lost <= 2, `lost ${lost} packets`);
      await a.page.close(); await b.page.close();
    });
  });
}
