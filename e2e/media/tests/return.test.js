// Coming back: a lost WebSocket, a killed server, TCP where UDP is closed.
import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { startNode, freshRoom, until } from '../lib/server.js';
import { startBrowser, MODES } from '../lib/browser.js';

let browser;
before(async () => { browser = await startBrowser(); });
after(async () => { await browser?.stop(); });

async function pair(node, room, roomOptions) {
  const [a, b] = [await browser.tab(), await browser.tab()];
  await a.join(node, room, 'alice', { roomOptions });
  await a.publishDrawn();
  await b.join(node, room, 'bob', { roomOptions });
  await b.publishDrawn();
  await a.sees('bob');
  await b.sees('alice');
  return [a, b];
}

for (const [mode, roomOptions] of Object.entries(MODES)) {
  describe(`${mode} connection`, () => {
    test('a client that loses its WebSocket resumes the same session', async () => {
      const node = await startNode();
      const [a, b] = await pair(node, freshRoom('resume'), roomOptions);
      const sid = await a.run((r) => r.localParticipant.sid);
      await a.run((r) => r.simulateScenario('signal-reconnect'));
      await a.hasEvent('reconnected');
      assert.equal(await a.run((r) => r.localParticipant.sid), sid);
      await a.sees('bob');
      await b.sees('alice');
      await b.hears('alice');
      await a.run((r) => r.localParticipant.publishData(new TextEncoder().encode('still here'), { reliable: true }));
      await until('the message', async () => (await b.state('messages')).some((m) => m.text === 'still here'));
      await a.page.close(); await b.page.close();
      await node.stop();
    });

    test('after the server was killed and started again everybody is back within fifteen seconds', async () => {
      const node = await startNode(['--workers', '2']);
      const [a, b] = await pair(node, freshRoom('killed'), roomOptions);
      await node.kill('SIGKILL');
      await node.start();
      const start = Date.now();
      await a.hasEvent('reconnected', 30);
      await b.hasEvent('reconnected', 30);
      await a.sees('bob');
      await b.sees('alice');
      await b.hears('alice');
      const seconds = (Date.now() - start) / 1000;
      assert.ok(seconds < 15, `took ${seconds} s`);
      await a.page.close(); await b.page.close();
      await node.stop();
    });

    test('where UDP is closed media goes over TCP', async () => {
      const node = await startNode(['--no-udp']);
      const [a, b] = await pair(node, freshRoom('tcp'), roomOptions);
      await b.hears('alice');
      await a.page.close(); await b.page.close();
      await node.stop();
    });
  });
}
