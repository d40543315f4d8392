// Firefox with Chromium and with another Firefox.
import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { startNode, freshRoom } from '../lib/server.js';
import { startBrowser, MODES } from '../lib/browser.js';
import { hasFirefox, startFirefox } from '../lib/firefox.js';

describe('Firefox', { skip: !hasFirefox && 'there is no Firefox here' }, () => {
  let node, chromium, firefox;
  before(async () => { node = await startNode(); chromium = await startBrowser(); firefox = await startFirefox(); });
  after(async () => { await firefox?.stop(); await chromium?.stop(); await node?.stop(); });

  for (const [mode, roomOptions] of Object.entries(MODES)) {
    test(`sees and is seen by Chromium, ${mode} connection`, async () => {
      const room = freshRoom('fox');
      const [f, c] = [await firefox.tab(), await chromium.tab()];
      await f.join(node, room, 'fox', { roomOptions });
      await f.publishBoth();
      await c.join(node, room, 'chrome', { roomOptions });
      await c.publishBoth();
      await c.sees('fox', { seconds: 40 });
      await c.hears('fox');
      const seen = await f.sees('chrome', { seconds: 40 });
      await f.hears('chrome');
      assert.ok(seen.lost <= 2, `lost ${seen.lost}`);
      await f.page.close(); await c.page.close();
    });

    test(`sees and is seen by another Firefox, ${mode} connection`, async () => {
      const room = freshRoom('foxes');
      const [a, b] = [await firefox.tab(), await firefox.tab()];
      await a.join(node, room, 'ana', { roomOptions });
      await a.publishBoth();
      await b.join(node, room, 'bo', { roomOptions });
      await b.publishBoth();
      await a.sees('bo', { seconds: 40 });
      await b.sees('ana', { seconds: 40 });
      await b.hears('ana');
      await a.page.close(); await b.page.close();
    });
  }
});
