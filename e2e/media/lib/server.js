// Starts the media node and a page server, and ends both.
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { createServer as createSocket } from 'node:net';
import { createSocket as createUdp } from 'node:dgram';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { dirname, join } from 'node:path';
import { AccessToken } from 'livekit-server-sdk';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..', '..', '..');
export const KEY = 'devkey';
export const SECRET = 'secret';

const freeTcp = () => new Promise((done) => {
  const s = createSocket().listen(0, '127.0.0.1', () => { const { port } = s.address(); s.close(() => done(port)); });
});
const freeUdp = () => new Promise((done) => {
  const s = createUdp('udp4').bind(0, () => { const { port } = s.address(); s.close(() => done(port)); });
});

// The node under test. With SFU_URL set (for example a running house) nothing is started.
export async function startNode(extra = []) {
  if (process.env.SFU_URL && extra.length === 0) {
    return { url: process.env.SFU_URL, http: process.env.SFU_URL.replace(/^ws/, 'http'), own: false, stop: async () => {} };
  }
  const ports = { http: await freeTcp(), tcp: await freeTcp(), udp: await freeUdp() };
  const binary = process.env.SFU_BIN
    ?? join(process.env.CARGO_TARGET_DIR ?? join(root, 'target'), 'debug', 'examples', 'serve');
  const args = ['--listen', `127.0.0.1:${ports.http}`, '--udp', ports.udp, '--tcp', ports.tcp, '--key', KEY, '--secret', SECRET, ...extra];
  const node = { url: `ws://127.0.0.1:${ports.http}`, http: `http://127.0.0.1:${ports.http}`, own: true, ports };
  node.start = async () => {
    node.child = spawn(binary, args.map(String), { stdio: ['ignore', 'inherit', process.env.SFU_LOG ? 'inherit' : 'ignore'], env: { RUST_LOG: 'info', ...process.env } });
    node.ended = new Promise((done) => node.child.once('exit', (code, signal) => done({ code, signal })));
    for (;;) {
      const answer = await fetch(`${node.http}/rtc/validate`).catch(() => null);
      if (answer?.status === 401) return;
      const gone = await Promise.race([node.ended, new Promise((r) => setTimeout(r, 50, null))]);
      if (gone) throw new Error(`the media node ended: ${JSON.stringify(gone)}`);
    }
  };
  node.kill = async (signal = 'SIGKILL') => { node.child.kill(signal); return node.ended; };
  node.stop = async () => { node.child.kill('SIGINT'); return node.ended; };
  await node.start();
  return node;
}

export async function startPages() {
  const files = {
    '/': [join(here, '..', 'pages', 'index.html'), 'text/html'],
    '/room.js': [join(here, '..', 'pages', 'room.js'), 'text/javascript'],
    '/livekit-client.js': [join(here, '..', 'node_modules', 'livekit-client', 'dist', 'livekit-client.umd.js'), 'text/javascript'],
  };
  const server = createServer(async (request, response) => {
    const file = files[request.url];
    if (!file) { response.writeHead(404).end(); return; }
    response.writeHead(200, { 'content-type': file[1] }).end(await readFile(file[0]));
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return { url: `http://127.0.0.1:${server.address().port}/`, stop: () => new Promise((done) => { server.closeAllConnections(); server.close(done); }) };
}

export async function token(room, identity, grant = {}, options = {}) {
  const made = new AccessToken(options.key ?? KEY, options.secret ?? SECRET, { identity, ttl: options.ttl ?? '1h' });
  made.addGrant({ room, roomJoin: true, ...grant });
  return made.toJwt();
}

let rooms = 0;
export const freshRoom = (word) => `e2e-${word}-${process.pid}-${rooms++}`;

// Waits until `look` gives something true; says what it last saw when it never does.
export async function until(what, look, seconds = 20) {
  const end = Date.now() + seconds * 1000;
  let last;
  for (;;) {
    last = await look();
    if (last?.ok ?? last) return last;
    if (Date.now() > end) throw new Error(`waited in vain for ${what}: ${JSON.stringify(last?.seen ?? last)}`);
    await new Promise((r) => setTimeout(r, 200));
  }
}
