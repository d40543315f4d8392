/** Somebody who stands between the browser and the house, where TLS would have ended, and writes down all that passes. */
import { createServer, type AddressInfo, connect, type Server, type Socket } from "node:net";

export class Ear {
  private readonly towards: Buffer[] = [];
  private readonly back: Buffer[] = [];
  private readonly sockets = new Set<Socket>();

  private constructor(private readonly server: Server) {}

  static async between(port: number): Promise<Ear> {
    const server = createServer();
    const ear = new Ear(server);
    server.on("connection", (near) => ear.carry(near, connect(port, "127.0.0.1")));
    await new Promise<void>((opened) => server.listen(0, "127.0.0.1", opened));
    return ear;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** All that browsers sent to the house so far, as it passed. */
  heard(): string {
    return Buffer.concat(this.towards).toString("utf8");
  }

  /** All that the house sent to browsers so far. */
  answered(): string {
    return Buffer.concat(this.back).toString("utf8");
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise<void>((closed) => this.server.close(() => closed()));
  }

  private carry(near: Socket, far: Socket): void {
    near.on("data", (bytes: Buffer) => this.towards.push(bytes));
    far.on("data", (bytes: Buffer) => this.back.push(bytes));
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.sockets.add(socket);
      socket.pipe(other);
      socket.on("error", () => other.destroy());
      socket.on("close", () => {
        this.sockets.delete(socket);
        other.destroy();
      });
    }
  }
}
