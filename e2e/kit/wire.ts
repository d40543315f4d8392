/** What a page gives out of its hands and gets into them, before and after the transport seals it: data channels and sockets. */
import type { BrowserContext, Page } from "@playwright/test";

declare global {
  interface Window {
    wire: { out: string[]; in: string[] };
  }
}

/** Remembers every message of a data channel or WebSocket, as Latin letters a byte each. */
export async function watchWire(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    window.wire = { out: [], in: [] };
    const letters = (bytes: Uint8Array) => Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
    const keep = async (list: string[], data: unknown) => {
      if (typeof data === "string") list.push(letters(new TextEncoder().encode(data)));
      else if (data instanceof Blob) list.push(letters(new Uint8Array(await data.arrayBuffer())));
      else if (ArrayBuffer.isView(data)) list.push(letters(new Uint8Array(data.buffer, data.byteOffset, data.byteLength)));
      else if (data instanceof ArrayBuffer) list.push(letters(new Uint8Array(data)));
    };
    for (const kind of [RTCDataChannel, WebSocket]) {
      const real = kind.prototype.send as (data: never) => void;
      kind.prototype.send = function (this: RTCDataChannel & WebSocket, data: unknown) {
        void keep(window.wire.out, data);
        return real.call(this, data as never);
      } as typeof kind.prototype.send;
    }
    const Real = window.RTCPeerConnection;
    const hear = (channel: RTCDataChannel) => channel.addEventListener("message", ({ data }) => void keep(window.wire.in, data));
    window.RTCPeerConnection = class extends Real {
      constructor(...given: ConstructorParameters<typeof RTCPeerConnection>) {
        super(...given);
        this.addEventListener("datachannel", ({ channel }) => hear(channel));
      }

      override createDataChannel(...given: Parameters<RTCPeerConnection["createDataChannel"]>): RTCDataChannel {
        const channel = super.createDataChannel(...given);
        hear(channel);
        return channel;
      }
    };
  });
}

export type Wire = { messages: number; bytes: number; largest: number };

/** How much went one way until now. */
export async function wireOf(page: Page, way: "out" | "in"): Promise<Wire> {
  return page.evaluate((way) => {
    const sizes = window.wire[way].map(({ length }) => length);
    return { messages: sizes.length, bytes: sizes.reduce((sum, size) => sum + size, 0), largest: Math.max(0, ...sizes) };
  }, way);
}

/** Whether these bytes went either way, as they are. */
export async function wireHolds(page: Page, bytes: Buffer): Promise<boolean> {
  const wanted = bytes.toString("latin1");
  return page.evaluate((wanted) => [...window.wire.out, ...window.wire.in].some((message) => message.includes(wanted)), wanted);
}
