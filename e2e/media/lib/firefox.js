// Debian's Firefox over WebDriver BiDi, with a fake camera and microphone.
import { existsSync } from 'node:fs';
import puppeteer from 'puppeteer-core';
import { startPages } from './server.js';
import { Tab } from './browser.js';

export const FIREFOX = process.env.FIREFOX ?? '/usr/bin/firefox-esr';
export const hasFirefox = existsSync(FIREFOX);

export async function startFirefox() {
  const pages = await startPages();
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: FIREFOX,
    headless: true,
    extraPrefsFirefox: {
      'media.navigator.streams.fake': true,
      'media.navigator.permission.disabled': true,
      'media.autoplay.default': 0,
      'media.peerconnection.ice.loopback': true,
      // Names that lead back here without being looked up: Firefox asks its maker whatever one sets.
      'network.dns.localDomains': 'firefox.settings.services.mozilla.com,content-signature-2.cdn.mozilla.net',
      'media.gmp-manager.updateEnabled': false,
    },
  });
  return {
    async tab() {
      const page = await browser.newPage();
      await page.goto(pages.url);
      return new Tab(page);
    },
    async stop() { await browser.close(); await pages.stop(); },
  };
}
