// Debian's Chromium with a fake camera and microphone; a tab is one participant.
import { chromium } from 'playwright-core';
import { startPages, token, until } from './server.js';

export async function startBrowser() {
  const pages = await startPages();
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream', '--allow-loopback-in-peer-connection', '--autoplay-policy=no-user-gesture-required',
      '--disable-features=WebRtcHideLocalIpsWithMdns'],
  });
  const context = await browser.newContext({ permissions: ['camera', 'microphone'] });
  return {
    async tab() {
      const page = await context.newPage();
      if (process.env.PAGE_LOG) page.on('console', (m) => console.error('[page]', m.text()));
      await page.goto(pages.url);
      return new Tab(page);
    },
    async stop() { await browser.close(); await pages.stop(); },
  };
}

// Everybody who joined, so that a failed wait can say what the sender sent.
const tabs = new Map();

export class Tab {
  constructor(page) { this.page = page; }

  async join(node, room, identity, { roomOptions = {}, connectOptions = {}, grant = {}, jwt } = {}) {
    this.identity = identity;
    tabs.set(identity, this);
    const access = jwt ?? await token(room, identity, grant);
    return this.page.evaluate(([url, t, r, c]) => window.test.join('room', url, t, r, c), [node.url, access, roomOptions, connectOptions]);
  }

  // Runs `work(room, argument)` in the page.
  run(work, argument) {
    return this.page.evaluate(([source, a]) => (0, eval)(`(${source})`)(window.test.room('room'), a), [work.toString(), argument]);
  }

  state(field) { return this.page.evaluate((f) => window.test.rooms.room[f], field); }
  events() { return this.state('events'); }
  sent() { return this.page.evaluate(() => window.test.sent('room')).catch(() => 'gone'); }
  received() { return this.page.evaluate(() => window.test.received('room')); }
  shareScreen() { return this.page.evaluate(() => window.test.shareScreen('room')); }
  publishDrawn() { return this.page.evaluate(() => window.test.publishDrawn('room')); }
  publishBoth() { return this.run((room) => room.localParticipant.enableCameraAndMicrophone()); }

  async entry(from, source) {
    return (await this.received()).find((e) => e.from === from && e.source === source);
  }

  // Waits until that many more frames were decoded from now on.
  async sees(from, { source = 'camera', frames = 20, seconds = 25 } = {}) {
    const first = (await this.entry(from, source))?.frames ?? 0;
    return until(`${this.identity} to see ${from}'s ${source}`, async () => {
      const e = await this.entry(from, source);
      const ok = (e?.frames ?? 0) >= first + frames && e;
      return { ok, seen: ok ? e : { received: e, sent: await tabs.get(from)?.sent() } };
    }, seconds).then((r) => r.ok);
  }

  async hears(from, { source = 'microphone', seconds = 25 } = {}) {
    const first = (await this.entry(from, source))?.energy ?? 0;
    return until(`${this.identity} to hear ${from}`, async () => {
      const e = await this.entry(from, source);
      return { ok: (e?.energy ?? 0) > first + 0.005 && e, seen: e };
    }, seconds).then((r) => r.ok);
  }

  async hasEvent(word, seconds = 20) {
    return until(`${this.identity}'s event ${word}`, async () => {
      const events = await this.events();
      return { ok: events.includes(word), seen: events };
    }, seconds);
  }
}

export const MODES = { single: {}, dual: { singlePeerConnection: false } };
