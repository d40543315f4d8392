/** What a browser really receives, from its own `getStats`: no word of ours or of the server's is taken for it. */
import type { BrowserContext, Page } from "@playwright/test";

declare global {
  interface Window {
    peers: RTCPeerConnection[];
  }
}

export type Received = {
  /** Frames decoded over all pictures that are received now. */
  frames: number;
  /** Frames decoded of each picture, by its track. */
  pictures: Record<string, number>;
  /** Energy of all sounds that are received now. */
  energy: number;
  sounds: number;
  lost: number;
  packets: number;
};

/** Remembers every peer connection that a page makes. */
export async function watchPeers(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
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

export async function received(page: Page): Promise<Received> {
  return page.evaluate(async () => {
    const sum: Received = { frames: 0, pictures: {}, energy: 0, sounds: 0, lost: 0, packets: 0 };
    for (const peer of window.peers.filter((peer) => peer.connectionState === "connected")) {
      for (const stat of (await peer.getStats()).values()) {
        if (stat.type !== "inbound-rtp" || !stat.packetsReceived) continue;
        sum.lost += stat.packetsLost ?? 0;
        sum.packets += stat.packetsReceived;
        if (stat.kind === "video") {
          sum.frames += stat.framesDecoded ?? 0;
          sum.pictures[stat.id] = stat.framesDecoded ?? 0;
        } else {
          sum.energy += stat.totalAudioEnergy ?? 0;
          sum.sounds += 1;
        }
      }
    }
    return sum;
  });
}

/** How many pictures move and how many sounds sound, seen over one second of the page. */
export async function alive(page: Page): Promise<{ moving: number; sounding: boolean }> {
  const before = await received(page);
  await page.evaluate(() => new Promise((later) => setTimeout(later, 1000)));
  const after = await received(page);
  const moving = Object.entries(after.pictures).filter(([id, frames]) => frames > (before.pictures[id] ?? 0)).length;
  return { moving, sounding: after.energy > before.energy };
}

/** The addresses to which sound and pictures really go. */
export async function farEnds(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const ends = new Set<string>();
    for (const peer of window.peers.filter((peer) => peer.connectionState === "connected")) {
      const stats = await peer.getStats();
      for (const pair of stats.values()) {
        if (pair.type === "candidate-pair" && pair.bytesSent > 0) ends.add(String(stats.get(pair.remoteCandidateId)?.address ?? ""));
      }
    }
    return [...ends];
  });
}
