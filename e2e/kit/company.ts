/** A telephone company on this machine: it rings and takes off whatever is dialled, says a tone, and hears what is said. */
import { createSocket, type RemoteInfo, type Socket } from "node:dgram";

const HOST = "127.0.0.2";
const FRAME = 160;
const FRAME_MS = 20;
const HERTZ = 700;
const HIGH = 8_000;

type Headers = ReadonlyMap<string, readonly string[]>;

/** A frame of the tone in A-law (ITU-T G.711); the tone is whole in it. */
const tone = Buffer.from(Array.from({ length: FRAME }, (_, at) => toALaw(Math.round(HIGH * Math.sin((2 * Math.PI * HERTZ * at) / 8_000)))));

function toALaw(sample: number): number {
  const [size, sign] = sample < 0 ? [-sample - 1, 0] : [sample, 0x80];
  const bits = Math.floor(Math.log2(Math.max(size, 1)));
  const byte = bits < 8 ? size >> 4 : ((bits - 7) << 4) | ((size >> (bits - 4)) & 15);
  return (byte | sign) ^ 0x55;
}

function fromALaw(written: number): number {
  const byte = written ^ 0x55;
  const [low, segment] = [(byte & 15) << 4, (byte >> 4) & 7];
  const size = segment === 0 ? low + 8 : (low + 0x108) << (segment - 1);
  return byte & 0x80 ? size : -size;
}

export class Company {
  /** Numbers that were dialled. */
  readonly dialled: string[] = [];
  /** Calls that were hung up. */
  ended = 0;
  /** The loudest sample that was heard. */
  loudest = 0;
  private readonly speaking = new Set<ReturnType<typeof setInterval>>();

  private constructor(
    private readonly signal: Socket,
    private readonly media: Socket,
  ) {
    signal.on("message", (message, from) => this.asked(message.toString(), from));
    media.on("message", (packet) => {
      // The payload is sound where its type is A-law's.
      if (((packet[1] ?? 0) & 0x7f) !== 8) return;
      for (const byte of packet.subarray(12)) this.loudest = Math.max(this.loudest, Math.abs(fromALaw(byte)));
    });
  }

  static async open(): Promise<Company> {
    const bound = (socket: Socket) => new Promise<Socket>((found) => socket.bind(0, HOST, () => found(socket)));
    return new Company(await bound(createSocket("udp4")), await bound(createSocket("udp4")));
  }

  get at(): string {
    return `${HOST}:${this.signal.address().port}`;
  }

  close(): void {
    for (const one of this.speaking) clearInterval(one);
    this.signal.close();
    this.media.close();
  }

  private asked(message: string, from: RemoteInfo): void {
    const [head = "", body = ""] = message.split("\r\n\r\n");
    const [first = "", ...lines] = head.split("\r\n");
    const headers = new Map<string, string[]>();
    for (const line of lines) {
      const colon = line.indexOf(":");
      const name = line.slice(0, colon).toLowerCase();
      headers.set(name, [...(headers.get(name) ?? []), line.slice(colon + 1).trim()]);
    }
    const answer = (status: string, text = "") => this.signal.send(this.answer(status, headers, text), from.port, from.address);
    if (first.startsWith("INVITE")) {
      const number = /^INVITE sip:([^@]+)@/.exec(first)?.[1];
      // One that is sent again was heard.
      if (number && !headers.get("to")?.some((to) => to.includes("tag="))) this.dialled.push(number);
      answer("180 Ringing");
      answer("200 OK", this.description());
      this.speak(body);
    } else if (first.startsWith("BYE")) {
      this.ended += 1;
      answer("200 OK");
    } else if (!first.startsWith("ACK") && !first.startsWith("SIP/2.0")) {
      answer("200 OK");
    }
  }

  private answer(status: string, headers: Headers, text: string): string {
    const same = (name: string) => (headers.get(name.toLowerCase()) ?? []).map((value) => `${name}: ${value}`);
    const to = headers.get("to")?.[0] ?? "";
    return [
      `SIP/2.0 ${status}`,
      ...same("Via"),
      ...same("From"),
      `To: ${to.includes("tag=") ? to : `${to};tag=company`}`,
      ...same("Call-ID"),
      ...same("CSeq"),
      `Contact: <sip:company@${this.at}>`,
      ...(text ? ["Content-Type: application/sdp"] : []),
      `Content-Length: ${Buffer.byteLength(text)}`,
      "",
      text,
    ].join("\r\n");
  }

  private description(): string {
    return [`v=0`, `o=- 1 1 IN IP4 ${HOST}`, "s=-", `c=IN IP4 ${HOST}`, "t=0 0", `m=audio ${this.media.address().port} RTP/AVP 8`, "a=rtpmap:8 PCMA/8000", "a=sendrecv", ""].join("\r\n");
  }

  private speak(offer: string): void {
    const [port, host] = [/m=audio (\d+)/.exec(offer)?.[1], /c=IN IP4 (\S+)/.exec(offer)?.[1]];
    if (!port || !host) return;
    let turn = 0;
    const say = setInterval(() => {
      const head = Buffer.alloc(12);
      head[0] = 0x80;
      head[1] = 8;
      head.writeUInt16BE(turn % 65_536, 2);
      head.writeUInt32BE(turn * FRAME, 4);
      head.writeUInt32BE(7, 8);
      turn += 1;
      this.media.send(Buffer.concat([head, tone]), Number(port), host);
    }, FRAME_MS);
    this.speaking.add(say);
  }
}
