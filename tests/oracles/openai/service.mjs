// SPDX-License-Identifier: MIT
// Starts gesso-service for a test and ends it with the test.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';

const program = path.resolve(
  process.env.GESSO_BUILD ?? 'build/release', 'demo/service/gesso-service');

// Answers {url, ca, child, stop}. `environment` is added to the service's own.
export async function startService(options = [], environment = {}) {
  const child = spawn(program, ['--port', '0', '--exit-with-parent', ...options], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  let ca;
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith('ca ')) {
      ca = line.slice(3);
    }
    if (line.startsWith('listening ')) {
      const stop = async () => {
        child.kill('SIGTERM');
        return (await exited)[0];
      };
      return { url: line.slice(10), ca, child, exited, stop };
    }
  }
  throw new Error(`gesso-service did not start (is ${program} built?)`);
}

// A service that lives as long as the tests of one file.
export function sharedService(hooks, options = [], environment = {}) {
  const service = {};
  hooks.before(async () => Object.assign(service, await startService(options, environment)));
  hooks.after(async () => service.stop?.());
  return service;
}

export async function postJson(url, body, headers = {}) {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    signal: AbortSignal.timeout(60_000),
  });
}
