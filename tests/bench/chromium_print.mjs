// How long a Chromium that is already running takes to print a page, by its own protocol:
//   node chromium_print.mjs PAGE.html OUT.pdf ROUNDS
// Prints one JSON document: the fastest and the median of the rounds in milliseconds, and the most
// memory that its processes held together.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [page, out, rounds] = process.argv.slice(2);
const profile = mkdtempSync(join(tmpdir(), 'huidan-chromium-'));
const browser = spawn('chromium', [
  '--headless', '--no-sandbox', '--disable-gpu', '--remote-debugging-pipe',
  `--user-data-dir=${profile}`, 'about:blank',
], { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });

const waiting = new Map();
let last = 0;
let unread = '';
browser.stdio[4].setEncoding('utf8');
browser.stdio[4].on('data', (chunk) => {
  unread += chunk;
  for (let end = unread.indexOf('\0'); end >= 0; end = unread.indexOf('\0')) {
    const message = JSON.parse(unread.slice(0, end));
    unread = unread.slice(end + 1);
    const done = waiting.get(message.id) ?? waiting.get(message.method);
    if (done) done(message);
  }
});

function call(method, params = {}, sessionId = undefined) {
  const id = ++last;
  browser.stdio[3].write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
  return new Promise((resolve, reject) => {
    waiting.set(id, (message) => {
      waiting.delete(id);
      if (message.error) reject(new Error(`${method}: ${message.error.message}`));
      else resolve(message.result);
    });
  });
}

function event(method) {
  return new Promise((resolve) => waiting.set(method, resolve));
}

/** What a process and all that it started hold in memory, in KiB; pages that several share count once. */
function resident_kib(root) {
  const parents = new Map();
  const sizes = new Map();
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const status = readFileSync(`/proc/${pid}/status`, 'utf8');
      parents.set(Number(pid), Number(/^PPid:\s+(\d+)/m.exec(status)[1]));
      const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
      sizes.set(Number(pid), Number(/^Pss:\s+(\d+)/m.exec(rollup)[1]));
    } catch { /* it has ended */ }
  }
  let sum = 0;
  for (const pid of sizes.keys()) {
    let up = pid;
    while (up && up !== root) up = parents.get(up);
    if (up === root) sum += sizes.get(pid);
  }
  return sum;
}

const { targetId } = await call('Target.createTarget', { url: 'about:blank' });
const { sessionId } = await call('Target.attachToTarget', { targetId, flatten: true });
await call('Page.enable', {}, sessionId);
const times = [];
let memory = 0;
for (let round = 0; round < Number(rounds); ++round) {
  const start = process.hrtime.bigint();
  const loaded = event('Page.loadEventFired');
  await call('Page.navigate', { url: pathToFileURL(page).href }, sessionId);
  await loaded;
  const { data } = await call('Page.printToPDF', { preferCSSPageSize: true }, sessionId);
  times.push(Number(process.hrtime.bigint() - start) / 1e6);
  writeFileSync(out, Buffer.from(data, 'base64'));
  memory = Math.max(memory, resident_kib(browser.pid));
}
times.sort((a, b) => a - b);
console.log(JSON.stringify({
  fastest_ms: times[0], median_ms: times[times.length >> 1], memory_kib: memory,
}));
browser.once('exit', () => rmSync(profile, { recursive: true, force: true, maxRetries: 5 }));
await call('Browser.close').catch(() => {});
