// A desk, a laptop and a browser. The desk stands behind a pair of virtual cables, in a network of
// its own, so that unplugging is what it is in a basement: the link goes down.
import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'

const root = new URL('../..', import.meta.url).pathname
const programs = process.env.HUIDAN_PROGRAMS ?? join(root, 'build/check')

function run(command, args, options = {}) {
  try {
    return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], ...options })
  } catch (error) {
    throw new Error(`${command} ${args.join(' ')}: ${error.stdout}${error.stderr}`)
  }
}

/** Lines of a program's output, until one matches. */
function line(child, pattern) {
  return new Promise((found, failed) => {
    let text = ''
    let bad = ''
    child.stderr.on('data', (bytes) => (bad += bytes))
    child.stdout.on('data', (bytes) => {
      text += bytes
      const match = text.match(pattern)
      if (match) found(match)
    })
    child.on('exit', (code) => failed(new Error(`ended with ${code}: ${text}${bad}`)))
  })
}

export class Site {
  constructor() {
    this.folder = mkdtempSync(join(tmpdir(), 'huidan-page-'))
    this.children = new Set()
  }

  /** For nsenter. `ip netns exec` mounts what it has no need of, which a chroot refuses. */
  inside() {
    return `--net=/run/netns/${this.net}`
  }

  start(command, args, options = {}) {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options })
    this.children.add(child)
    child.on('exit', () => this.children.delete(child))
    return child
  }

  desk(...args) {
    return JSON.parse(run(join(programs, 'huidan-server'), ['--data', join(this.folder, 'desk'), '--json', ...args]))
  }

  laptop(...args) {
    return JSON.parse(run(join(programs, 'huidan'), ['--data', join(this.folder, 'laptop'), '--json', ...args]))
  }

  /** Another laptop, which reaches the desk though the cable is out: it stands beside it. */
  beside(...args) {
    return JSON.parse(run('nsenter', [this.inside(), join(programs, 'huidan'), '--data', join(this.folder, 'beside'), '--json', ...args]))
  }

  /** Takes in these orders, assigned to eng1. */
  orders(rows) {
    const file = join(this.folder, 'orders.jsonl')
    writeFileSync(file, rows.map((row) => JSON.stringify(row)).join('\n'))
    this.password = this.desk('user', 'add', 'seat1', '--roles', 'seat').password
    this.desk('user', 'add', 'eng1', '--roles', 'engineer')
    this.desk('order', 'import', file)
    for (const row of rows) this.desk('order', 'assign', row.no, 'eng1')
  }

  /** Takes in more of them, assigned to that engineer over the wire: a command for each would take minutes. */
  async more(server, rows, user = 'eng1') {
    const file = join(this.folder, 'more.jsonl')
    writeFileSync(file, rows.map((row) => JSON.stringify(row)).join('\n'))
    this.desk('order', 'import', file)
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0' // the desk's certificate is its own
    const headers = { 'Content-Type': 'application/json' }
    const { password } = this.desk('user', 'add', 'leader1', '--roles', 'seat,duty_leader')
    const ask = async (path, body) => {
      const reply = await fetch(server + path, { method: 'POST', headers, body: JSON.stringify(body) })
      if (!reply.ok) throw new Error(`${path}: ${await reply.text()}`)
      return reply.json()
    }
    headers.Authorization = 'Bearer ' + (await ask('/v1/login', { name: 'leader1', password })).token
    const left = [...rows]
    const hand = async () => {
      for (let row = left.pop(); row; row = left.pop()) await ask(`/v1/orders/${row.no}/assign`, { user })
    }
    await Promise.all(Array.from({ length: 8 }, hand))
  }

  /** Takes a network that no other run has: adding its name is the lock. Two on one address would reach each other's desk. */
  network() {
    for (let number = process.pid % 250, tries = 0; tries < 250; number = (number + 1) % 250, tries++) {
      this.net = `huidan${number}`
      this.cable = `hd${number}`
      this.subnet = `10.77.${number}`
      try {
        return run('ip', ['netns', 'add', this.net])
      } catch (error) {
        this.net = undefined
        if (!/File exists/.test(error.message)) throw error
      }
    }
    throw new Error('no network left: ip netns list')
  }

  /** Serves the desk across the cable; gives its address. */
  async serve() {
    this.network()
    const [laptop_host, desk_host] = [this.subnet + '.1', this.subnet + '.2']
    run('ip', ['link', 'add', this.cable, 'type', 'veth', 'peer', 'name', this.cable + 'd', 'netns', this.net])
    run('ip', ['addr', 'add', laptop_host + '/24', 'dev', this.cable])
    run('ip', ['link', 'set', this.cable, 'up'])
    for (const args of [['addr', 'add', desk_host + '/24', 'dev', this.cable + 'd'], ['link', 'set', this.cable + 'd', 'up'], ['link', 'set', 'lo', 'up']]) {
      run('nsenter', [this.inside(), 'ip', ...args])
    }
    const [key, certificate] = [join(this.folder, 'key.pem'), join(this.folder, 'cert.pem')]
    run('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', '/CN=desk', '-addext', `subjectAltName=IP:${desk_host}`, '-keyout', key, '-out', certificate])
    const child = this.start('nsenter', [this.inside(), join(programs, 'huidan-server'), '--data', join(this.folder, 'desk'), 'serve', '--listen', desk_host + ':0', '--tls-cert', certificate, '--tls-key', key])
    return (await line(child, /listening (\S+)/))[1]
  }

  /** Serves the desk on this machine, without a cable; gives its address. */
  async serveHere() {
    const child = this.start(join(programs, 'huidan-server'), ['--data', join(this.folder, 'desk'), 'serve', '--listen', '127.0.0.1:0'])
    return (await line(child, /listening (\S+)/))[1]
  }

  /** What the desk answers the seat, asked on its side of the cable: bytes. */
  asked(server, path, ...args) {
    const curl = (path, ...args) => run('nsenter', [this.inside(), 'curl', '-sk', '--noproxy', '*', '-H', 'Content-Type: application/json', ...args, server + path], { encoding: 'buffer' })
    const { token } = JSON.parse(curl('/v1/login', '-d', JSON.stringify({ name: 'seat1', password: this.password })))
    return curl(path, '-H', 'Authorization: Bearer ' + token, ...args)
  }

  /** What the seat writes into an order meanwhile. */
  say(server, no, fields) {
    const version = this.desk('order', 'show', no).version
    return JSON.parse(this.asked(server, '/v1/orders/' + no, '-X', 'PATCH', '-d', JSON.stringify({ version, fields })))
  }

  /** As a line far out in the country: so many bits a second from the desk. */
  slow(rate) {
    run('nsenter', [this.inside(), 'tc', 'qdisc', 'replace', 'dev', this.cable + 'd', 'root', 'tbf', 'rate', rate, 'burst', '64kb', 'latency', '200ms'])
  }

  /** A print service with an office printer and one that has stopped; gives its address. */
  async printers() {
    const cups = join(root, 'build/third_party/cups')
    const here = join(this.folder, 'cups')
    for (const name of ['root', 'state', 'cache', 'spool', 'tmp']) mkdirSync(join(here, name), { recursive: true })
    const put = (name, lines) => writeFileSync(join(here, name), lines.join('\n') + '\n')
    const printer = (kind, name, info, state) => [`<${kind} ${name}>`, `Info ${info}`, 'DeviceURI file:///dev/null', `State ${state}`, `Accepting ${state === 'Idle' ? 'Yes' : 'No'}`, '</' + kind.replace('Default', '') + '>']
    put('root/printers.conf', [...printer('DefaultPrinter', 'office', '二楼办公室', 'Idle'), ...printer('Printer', 'store', '库房', 'Stopped')])
    put('files.conf', [...['ServerRoot root', 'StateDir state', 'CacheDir cache', 'RequestRoot spool', 'TempDir tmp'].map((line) => line.replace(' ', ` ${here}/`)), `ServerBin ${cups}/usr/lib/cups`, `DataDir ${cups}/usr/share/cups`, `ErrorLog ${here}/error`, `AccessLog ${here}/access`, `PageLog ${here}/page`, 'FileDevice Yes'])
    for (let tries = 0; tries < 5; tries++) {
      const port = 20000 + Math.floor(Math.random() * 12000) // below the ports that others are given
      put('cupsd.conf', [`Listen 127.0.0.1:${port}`, 'WebInterface No', 'Browsing Off', 'DefaultAuthType None', '<Location />', 'Order allow,deny', 'Allow all', '</Location>', '<Policy default>', '<Limit All>', 'Order allow,deny', 'Allow all', '</Limit>', '</Policy>'])
      const child = this.start(join(cups, 'usr/sbin/cupsd'), ['-f', '-c', join(here, 'cupsd.conf'), '-s', join(here, 'files.conf')], { env: { ...process.env, LD_LIBRARY_PATH: join(cups, 'usr/lib/x86_64-linux-gnu') } })
      let over = false
      child.on('exit', () => (over = true))
      for (let look = 0; look < 100 && !over; look++) {
        if (await fetch(`http://127.0.0.1:${port}/`).then(() => true, () => false)) return `ipp://127.0.0.1:${port}`
        await new Promise((done) => setTimeout(done, 50))
      }
    }
    throw new Error('no print service: ' + readFileSync(join(here, 'error'), 'utf8'))
  }

  /** What the print service was given, in turn. */
  jobs() {
    const spool = join(this.folder, 'cups', 'spool')
    return readdirSync(spool).filter((name) => name.startsWith('d')).sort().map((name) => readFileSync(join(spool, name)))
  }

  unplug() {
    run('ip', ['link', 'set', this.cable, 'down'])
  }

  plug() {
    run('ip', ['link', 'set', this.cable, 'up'])
  }

  /** Starts the laptop's page; gives the address that opens it. */
  async page(listen = '127.0.0.1:0', data = 'laptop', ...more) {
    this.program = this.start(join(programs, 'huidan'), ['--data', join(this.folder, data), '--json', 'page', '--listen', listen, ...more])
    let said = ''
    this.program.stderr.on('data', (bytes) => (said += bytes))
    this.program.on('exit', (code, signal) => signal === 'SIGKILL' || console.log(`huidan page ended by itself: ${code} ${signal} ${said}`))
    return (await line(this.program, /"address":"([^"]+)"/))[1]
  }

  /** As a power cut ends it. */
  kill() {
    const gone = new Promise((done) => this.program.on('exit', done))
    this.program.kill('SIGKILL')
    return gone
  }

  async browser() {
    this.chromium = await chromium.launch({
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--no-first-run'],
    })
    return this.chromium
  }

  async end() {
    await this.chromium?.close()
    for (const child of this.children) child.kill('SIGKILL')
    if (this.net) run('ip', ['netns', 'del', this.net])
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/** Counts in `window.asked` how often a page asks for the browser's own print dialog, itself or in a frame. */
export const count_prints = (context) => context.addInitScript(() => (window.print = () => (top.asked = (top.asked ?? 0) + 1)))

/** Watches a browser context: what left loopback, what broke the policy, what the console complained of. */
export function watched(context) {
  const seen = { away: [], policy: [], errors: [], bytes: 0 }
  context.on('request', (request) => {
    const url = new URL(request.url())
    if (['http:', 'https:', 'ws:', 'wss:'].includes(url.protocol) && url.hostname !== '127.0.0.1') seen.away.push(request.url())
  })
  context.on('console', (message) => {
    if (/Content Security Policy/i.test(message.text())) seen.policy.push(message.text())
    else if (message.type() === 'error' && !/Failed to load resource|net::ERR/.test(message.text())) seen.errors.push(message.text())
  })
  context.on('weberror', (error) => seen.errors.push(String(error.error())))
  return seen
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
/** Nothing against WCAG 2.1 AA on the screen, once what moves has come to rest. */
export async function axed(page) {
  await page.waitForFunction(() => document.getAnimations().every((one) => one.playState !== 'running'))
  const found = await page.evaluate(`(async () => { ${axe}; return (await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] })).violations.map((one) => one.id + ': ' + one.nodes.map((node) => node.html.slice(0, 160) + ' ' + (node.any[0]?.message ?? '')).join(' | ')) })()`)
  assert.deepEqual(found, [])
}

// How long a screen may take before a case gives up: no promise of speed, a loaded machine is slow.
export const patience_ms = 60000

/** Last of all: what a watched browser context did all the while. */
export const quiet = (seen) =>
  check('nothing left loopback, nothing broke the policy, nothing was complained of', async () => {
    assert.deepEqual([seen.away, seen.policy, seen.errors], [[], [], []])
  })

let passed = 0
let failed = 0
/** One case; the rest goes on when it fails. */
export async function check(name, body) {
  const begin = performance.now()
  try {
    await body()
    passed++
    console.log(`ok      ${name} (${((performance.now() - begin) / 1000).toFixed(1)} s)`)
  } catch (error) {
    failed++
    console.log(`FAILED  ${name}\n${error.stack ?? error}`)
  }
}
export function closed() {
  console.log(`${passed} passed, ${failed} failed`)
  process.exitCode = failed ? 1 : 0
}
