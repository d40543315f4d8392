// The native client of PyPI, in an environment of its own outside the tree.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const native = join(dirname(fileURLToPath(import.meta.url)), '..', 'native');

async function interpreter() {
  if (process.env.LIVEKIT_PYTHON) return process.env.LIVEKIT_PYTHON;
  const home = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'courtyard', 'venv-livekit');
  const python = join(home, 'bin', 'python');
  if (!existsSync(python)) await run('python3', ['-m', 'venv', home]);
  await run(python, ['-m', 'pip', 'install', '-q', '-r', join(native, 'requirements.txt')]);
  return python;
}

export const python = async (script, ...args) => (await startPython(script, ...args))();

// Starts a script; what is returned ends its input, waits for it and gives what it printed.
export async function startPython(script, ...args) {
  const running = run(await interpreter(), [join(native, script), ...args], { timeout: 120_000 });
  running.catch(() => {});
  return async () => {
    running.child.stdin.end();
    const { stdout } = await running;
    return JSON.parse(stdout.trim().split('\n').pop());
  };
}
