/** Firefox as Debian ships it, driven over WebDriver BiDi. Playwright's own is patched and would have to be downloaded. */
import { existsSync } from "node:fs";
import puppeteer, { type Browser, type Page } from "puppeteer-core";

const binary = "/usr/bin/firefox-esr";

export const firefoxIsHere = existsSync(binary);

/** A Firefox with a pretended camera and microphone, which calls nobody at home. */
export async function openFirefox(): Promise<Browser> {
  return puppeteer.launch({
    browser: "firefox",
    executablePath: binary,
    headless: true,
    extraPrefsFirefox: {
      "media.navigator.streams.fake": true,
      "media.navigator.permission.disabled": true,
      "media.autoplay.default": 0,
      "media.peerconnection.ice.loopback": true,
      "media.peerconnection.ice.obfuscate_host_addresses": false,
      "media.gmp-manager.url": "",
      "media.gmp-manager.updateEnabled": false,
      "intl.accept_languages": "zh-CN, zh",
      "network.captive-portal-service.enabled": false,
      "network.connectivity-service.enabled": false,
      // Names that lead back here without being looked up: Firefox asks its maker whatever one sets.
      "network.dns.localDomains": "firefox.settings.services.mozilla.com,content-signature-2.cdn.mozilla.net",
      "browser.region.network.url": "",
      "browser.safebrowsing.update.enabled": false,
      "extensions.blocklist.enabled": false,
      "dom.push.serverURL": "",
    },
  });
}

/** Remembers every peer connection that the page makes. */
export async function watchPeersInFirefox(page: Page): Promise<void> {
  await page.evaluateOnNewDocument(() => {
    window.peers = [];
    const Real = window.RTCPeerConnection;
    window.RTCPeerConnection = class extends Real {
      constructor(...given: ConstructorParameters<typeof RTCPeerConnection>) {
        super(...given);
        window.peers.push(this);
      }
    };
  });
}

/** Frames decoded and sound energy received so far, from Firefox's own `getStats`. */
export async function receivedInFirefox(page: Page): Promise<{ frames: number; energy: number }> {
  return page.evaluate(async () => {
    const sum = { frames: 0, energy: 0 };
    for (const peer of window.peers) {
      for (const stat of (await peer.getStats()).values()) {
        if (stat.type !== "inbound-rtp") continue;
        if (stat.kind === "video") sum.frames += stat.framesDecoded ?? 0;
        else sum.energy += stat.totalAudioEnergy ?? 0;
      }
    }
    return sum;
  });
}
