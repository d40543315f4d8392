// The native client (PyPI livekit) and the Python server SDK (livekit-api).
import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { startNode, freshRoom, token, KEY, SECRET } from '../lib/server.js';
import { startBrowser } from '../lib/browser.js';
import { python, startPython } from '../lib/python.js';

let node, browser;
before(async () => { node = await startNode(); browser = await startBrowser(); });
after(async () => { await browser?.stop(); await node?.stop(); });

describe('native clients', () => {
  for (const mode of ['single', 'dual']) {
    test(`two of them meet, ${mode} connection`, async () => {
      const room = freshRoom('native');
      const sides = await python('meet.py', node.url, await token(room, 'ana'), await token(room, 'bo'), mode);
      for (const side of sides) assert.ok(side.pictures > 40 && side.loud > 200, JSON.stringify(sides));
      assert.deepEqual(sides.map((s) => s.messages), [[['bo', 'lossy']], [['ana', 'reliable']]]);
    });
  }

  test('a browser meets two of them', async () => {
    const room = freshRoom('mixed');
    const tab = await browser.tab();
    await tab.join(node, room, 'alice');
    await tab.publishBoth();
    const end = await startPython('meet.py', node.url, await token(room, 'ana'), await token(room, 'bo'), 'single', 'stay');
    await Promise.all([tab.sees('ana'), tab.sees('bo'), tab.hears('ana')]);
    const sides = await end();
    assert.ok(sides.every((s) => s.pictures > 40), JSON.stringify(sides));
    await tab.page.close();
  });

  test('the Python server SDK administers a room', async () => {
    const room = freshRoom('pyapi');
    const tab = await browser.tab();
    await tab.join(node, room, 'alice');
    await tab.publishBoth();
    const seen = await python('service.py', node.http, KEY, SECRET, room, 'alice');
    assert.deepEqual(seen, {
      created: `${room}-py`, rooms: [room, `${room}-py`], people: ['alice'], tracks: 2, muted: true, metadata: 'py', error: 'not_found',
    });
    await tab.hasEvent('disconnected');
    assert.ok((await tab.state('messages')).some((m) => m.text === 'from python'));
    await tab.page.close();
  });
});
