/** A device of the other implementation of MLS (`openmls`), in a process of its own: a wish a line, an answer a line. */
import { type ChildProcess, spawn } from "node:child_process";
import { createInterface, type Interface } from "node:readline";
import { root } from "./house";

export type Peer = { ask: (wish: Record<string, unknown>) => Promise<Record<string, unknown>>; leave: () => void };

export function openPeer(): Peer {
  const built = process.env["COURTYARD_MLS_PEER"];
  const [program, words] = built ? [built, []] : ["cargo", ["run", "--quiet", "--package", "kit", "--example", "mls_peer"]];
  const child: ChildProcess = spawn(program, words, { cwd: root, stdio: ["pipe", "pipe", "inherit"] });
  if (!child.stdin || !child.stdout) throw new Error("no pipe to the peer");
  const { stdin } = child;
  const lines: Interface = createInterface({ input: child.stdout });
  const answers = lines[Symbol.asyncIterator]();
  return {
    ask: async (wish) => {
      stdin.write(`${JSON.stringify(wish)}\n`);
      const { value, done } = await answers.next();
      if (done) throw new Error("the peer is gone");
      const answer = JSON.parse(value) as Record<string, unknown>;
      if (answer["failed"] !== undefined) throw new Error(`the peer: ${String(answer["failed"])}`);
      return answer;
    },
    leave: () => void child.kill(),
  };
}
