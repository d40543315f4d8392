// Tracks: layers, mute, screens, codecs, sections that are used again.
import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { startNode, freshRoom, until } from '../lib/server.js';
import { startBrowser, MODES } from '../lib/browser.js';

let node, browser;
before(async () => { node = await startNode(); browser = await startBrowser(); });
after(async () => { await browser?.stop(); await node?.stop(); });

async function pair(room, roomOptions) {
  const [a, b] = [await browser.tab(), await browser.tab()];
  await a.join(node, room, 'alice', { roomOptions });
  await b.join(node, room, 'bob', { roomOptions });
  return [a, b];
}

async function rate(tab, from) {
  const first = (await tab.entry(from, 'camera')).bytes;
  const start = Date.now();
  await new Promise((r) => setTimeout(r, 2000)); // a rate is bytes over a time: this waits for the time itself
  const bytes = (await tab.entry(from, 'camera')).bytes - first;
  return bytes * 8 / (Date.now() - start);
}

const quality = (room, level) => {
  for (const p of room.remoteParticipants.values())
    for (const pub of p.trackPublications.values())
      if (pub.kind === 'video') pub.setVideoQuality(level);
};

for (const [mode, roomOptions] of Object.entries(MODES)) {
  describe(`${mode} connection`, () => {
    test('asking for low quality halves what is sent within five seconds', async () => {
      const [a, b] = await pair(freshRoom('layers'), roomOptions);
      await a.run((r) => r.localParticipant.setCameraEnabled(true, { resolution: { width: 1280, height: 720 } }));
      await b.sees('alice', { frames: 60 });
      const wide = await until('a larger layer', async () => {
        const e = await b.entry('alice', 'camera');
        return { ok: e?.width >= 640 && e, seen: e };
      });
      const before = await rate(b, 'alice');
      await b.run(quality, 0);
      await until('the smallest layer', async () => {
        const e = await b.entry('alice', 'camera');
        return { ok: e.width <= 320, seen: e };
      }, 5);
      const after = await rate(b, 'alice');
      assert.ok(after < before / 2, `${before} -> ${after} kbit/s from ${wide.ok.width}`);
      await b.run(quality, 2);
      await until('a larger layer again', async () => {
        const e = await b.entry('alice', 'camera');
        return { ok: e.width >= 640, seen: e };
      });
      const e = await b.sees('alice', { frames: 30 });
      assert.ok(e.lost <= 2, `lost ${e.lost}`);
      await a.page.close(); await b.page.close();
    });

    test('a muted camera rests and comes back, a subscription too', async () => {
      const [a, b] = await pair(freshRoom('mute'), roomOptions);
      await a.publishBoth();
      await b.sees('alice');
      await b.hears('alice');
      await a.run((r) => r.localParticipant.setCameraEnabled(false));
      await a.run((r) => r.localParticipant.setMicrophoneEnabled(false));
      await b.hasEvent('muted:alice:camera');
      await b.hasEvent('muted:alice:microphone');
      await a.run((r) => r.localParticipant.setCameraEnabled(true));
      await a.run((r) => r.localParticipant.setMicrophoneEnabled(true));
      await b.hasEvent('unmuted:alice:camera');
      await b.sees('alice');
      await b.hears('alice');
      const all = (room, wanted) => { for (const p of room.remoteParticipants.values()) for (const t of p.trackPublications.values()) t.setSubscribed(wanted); };
      await b.run(all, false);
      await until('nothing subscribed', async () => (await b.received()).every((e) => !e.subscribed));
      await b.run(all, true);
      await b.sees('alice');
      const paused = (room, on) => { for (const p of room.remoteParticipants.values()) for (const t of p.trackPublications.values()) t.setEnabled(on); };
      await b.run(paused, false);
      await b.run(paused, true);
      const e = await b.sees('alice');
      assert.ok(e.lost <= 2, `lost ${e.lost}`);
      await a.page.close(); await b.page.close();
    });

    test('a screen with sound is shown beside the camera, again and again', async () => {
      const [a, b] = await pair(freshRoom('screen'), roomOptions);
      await a.publishBoth();
      await b.sees('alice');
      for (let round = 0; round < 3; round++) {
        await a.shareScreen();
        await b.sees('alice', { source: 'screen_share', frames: 10 });
        await b.hears('alice', { source: 'screen_share_audio' });
        await a.run(async (r) => {
          for (const p of [...r.localParticipant.trackPublications.values()])
            if (p.source.startsWith('screen')) await r.localParticipant.unpublishTrack(p.track);
        });
        await until('the screen to end', async () => (await b.received()).every((e) => !e.source.startsWith('screen')));
        await b.sees('alice');
      }
      await a.page.close(); await b.page.close();
    });

    test('cameras unpublished and published again are seen each time', async () => {
      const [a, b] = await pair(freshRoom('again'), roomOptions);
      for (let round = 0; round < 3; round++) {
        await a.publishBoth();
        await a.shareScreen();
        await b.sees('alice');
        await b.sees('alice', { source: 'screen_share', frames: 5 });
        await a.run(async (r) => {
          for (const p of [...r.localParticipant.trackPublications.values()]) await r.localParticipant.unpublishTrack(p.track);
        });
        await until('nothing published', async () => (await b.received()).length === 0);
      }
      await a.page.close(); await b.page.close();
    });

    test('people come and go, and each newcomer is seen', async () => {
      const room = freshRoom('churn');
      const [a, b] = await pair(room, roomOptions);
      await a.publishBoth();
      await b.publishBoth();
      for (let round = 0; round < 3; round++) {
        const c = await browser.tab();
        const identity = `carol${round}`;
        await c.join(node, room, identity, { roomOptions });
        await c.publishBoth();
        for (const tab of [a, b]) { await tab.sees(identity); await tab.hears(identity); }
        await c.sees('alice'); await c.sees('bob');
        await c.run((r) => r.disconnect());
        await a.hasEvent(`left:${identity}`);
        await c.page.close();
      }
      await a.page.close(); await b.page.close();
    });

    test('layers that nobody looks at are not sent, and come back when somebody does', async () => {
      const [a, b] = await pair(freshRoom('dynacast'), { ...roomOptions, dynacast: true });
      await a.run((r) => r.localParticipant.setCameraEnabled(true, { resolution: { width: 1280, height: 720 } }));
      await b.sees('alice');
      const sending = (room) => {
        const sender = [...room.localParticipant.videoTrackPublications.values()][0].track.sender;
        return sender.getParameters().encodings.map((e) => e.active);
      };
      await b.run(quality, 0);
      await until('the larger layers to rest', async () => {
        const active = await a.run(sending);
        return { ok: active[0] && !active.at(-1), seen: active };
      });
      await b.sees('alice');
      await b.run(quality, 2);
      await until('all layers', async () => {
        const active = await a.run(sending);
        return { ok: active.every(Boolean), seen: active };
      });
      await b.sees('alice');
      await a.page.close(); await b.page.close();
    });

    for (const codec of ['h264', 'vp9', 'av1']) {
      test(`${codec} is published and decoded`, async () => {
        const [a, b] = await pair(freshRoom(codec), roomOptions);
        await a.run((r, codec) => r.localParticipant.setCameraEnabled(true, { resolution: { width: 640, height: 360 } }, { videoCodec: codec }), codec);
        const e = await b.sees('alice', { frames: 30, seconds: 40 });
        assert.equal(e.codec.toLowerCase(), `video/${codec}`);
        await a.page.close(); await b.page.close();
      });
    }
  });
}
