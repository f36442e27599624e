// ./dev bench page: from exec of `huidan page` to its first answer, to the first order painted in a browser
// that runs already and to the first one that can be worked on; its memory idle
// and with 5,000 orders, and what the ink costs. JSON in build/bench/page.json.
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { readFileSync, writeFileSync, mkdirSync } from 'node:fs'
import { Site } from './site.mjs'
import { orders } from './sample.mjs'

const rounds = 7
const many = 5000
const site = new Site()
const middle = (all) => [...all].sort((a, b) => a - b)[Math.floor(all.length / 2)]
const spread = (all) => `${Math.min(...all).toFixed(1)}–${Math.max(...all).toFixed(1)}`
const rss_mb = () => Number(readFileSync(`/proc/${site.program.pid}/status`, 'utf8').match(/VmRSS:\s+(\d+)/)[1]) / 1024
const rows = {}

const now = () => performance.timeOrigin + performance.now()

/** In the page: when the first order was painted, and when it could be worked on (its button was), on the clock that this program has too. */
const paints = () => {
  const watch = (what, name) =>
    new MutationObserver((_, watching) => {
      if (!document.querySelector(what)) return
      watching.disconnect()
      // A frame begins only once nothing holds back the first paint, and a task of its own comes after that.
      requestAnimationFrame(() => setTimeout(() => (window[name] = performance.timeOrigin + performance.now())))
    }).observe(document, { subtree: true, childList: true })
  watch('article', 'paintedAt')
  watch('article button.big', 'workableAt')
}

/** A process that does nothing but start and end: what any program costs on this machine. */
function nothing_ms() {
  const begin = performance.now()
  spawnSync('/bin/true')
  return performance.now() - begin
}

/** What this browser takes to paint as many orders of a page that is one file and has no program. */
async function still_ms(page, count) {
  const cards = orders.slice(0, count).map((one) => `<article><h2>${one.no}</h2><p>${one.reporter_unit}</p><p>${one.description}</p></article>`)
  const body = `<!doctype html><meta charset="utf-8"><title>x</title><main>${cards.join('')}</main>`
  const host = createServer((_, reply) => reply.setHeader('Content-Type', 'text/html').end(body)).listen(0, '127.0.0.1')
  await once(host, 'listening')
  const begin = now()
  await page.goto(`http://127.0.0.1:${host.address().port}/`, { waitUntil: 'commit' })
  await page.waitForFunction(() => window.paintedAt)
  const took = (await page.evaluate(() => window.paintedAt)) - begin
  host.close()
  return took
}

async function starts(page, name, gates = {}) {
  const [answered, ratio, shown, workable, against] = [[], [], [], [], []]
  for (let i = 0; i < rounds; i++) {
    const floor = middle(Array.from({ length: 5 }, nothing_ms))
    let begin = performance.now()
    let address = await site.page()
    const cookie = `huidan-${new URL(address).port}=${address.split('/').pop()}`
    await (await fetch(new URL('/v1/orders', address), { headers: { Cookie: cookie } })).text()
    answered.push(performance.now() - begin)
    ratio.push(answered.at(-1) / floor)
    await site.kill()

    const still = await still_ms(page, 5)
    begin = now()
    address = await site.page()
    await page.goto(address, { waitUntil: 'commit' })
    await page.waitForFunction(() => window.workableAt)
    shown.push((await page.evaluate(() => window.paintedAt)) - begin)
    workable.push((await page.evaluate(() => window.workableAt)) - begin)
    against.push(shown.at(-1) / still)
    if (i === rounds - 1) rows[`${name}_rss_mb`] = { value: rss_mb(), gate: gates.rss_mb }
    await site.kill()
  }
  rows[`${name}_answered_ms`] = { value: middle(answered), spread: spread(answered), gate: gates.answered_ms }
  rows[`${name}_answered_per_empty_process`] = { value: middle(ratio), spread: spread(ratio), gate: gates.per_empty_process }
  rows[`${name}_first_order_painted_ms`] = { value: middle(shown), spread: spread(shown), gate: gates.painted_ms }
  rows[`${name}_painted_per_still_page`] = { value: middle(against), spread: spread(against) }
  rows[`${name}_first_order_workable_ms`] = { value: middle(workable), spread: spread(workable) }
}

try {
  site.orders(orders)
  const server = await site.serve()
  const idle = await site.page()
  rows.idle_rss_mb = { value: rss_mb(), gate: 16, note: new URL(idle).host }
  await site.kill()
  site.laptop('enrol', '--server', server, '--code', site.desk('device', 'code', 'eng1').code)
  site.laptop('sync')
  const browser = await site.browser()
  const page = await browser.newPage()
  await page.addInitScript(paints)
  await starts(page, 'orders_5', { answered_ms: 100, painted_ms: 100, per_empty_process: 8 })

  for (const what of ['departed', 'arrived']) site.laptop('stamp', orders[0].no, what)
  const address = await site.page()
  await page.goto(address)
  await page.evaluate((to) => (location.hash = to), `/orders/${orders[0].no}/sign`)
  const pad = page.locator('canvas')
  await pad.scrollIntoViewIfNeeded()
  await pad.evaluate((canvas) => {
    // What the pad's own listeners take of the main thread for each point.
    window.costs = []
    const add = canvas.dispatchEvent.bind(canvas)
    window.draw = (type, x, y, to = canvas) => {
      const box = canvas.getBoundingClientRect()
      const event = new PointerEvent(type, { bubbles: true, cancelable: true, pointerId: 1, isPrimary: true, button: 0, buttons: 1, pressure: 0.5, clientX: box.x + x, clientY: box.y + y, pointerType: 'pen' })
      const begin = performance.now()
      if (to === canvas) add(event)
      else to.dispatchEvent(event)
      window.costs.push(performance.now() - begin)
    }
  })
  const costs = await page.evaluate(async () => {
    for (let stroke = 0; stroke < 20; stroke++) {
      window.draw('pointerdown', 20, 20)
      for (let i = 0; i < 100; i++) {
        window.draw('pointermove', 20 + i * 4, 60 + 40 * Math.sin(i / 5 + stroke))
        if (i % 10 === 0) await new Promise(requestAnimationFrame)
      }
      window.draw('pointerup', 420, 60)
    }
    return window.costs
  })
  costs.sort((a, b) => a - b)
  rows.ink_p99_ms = { value: costs[Math.floor(costs.length * 0.99)], spread: `${costs.length} events`, gate: 4 }
  await site.kill()

  await site.more(server, Array.from({ length: many }, (_, n) => ({ ...orders[n % 5], no: `WX-20261121-${String(n).padStart(4, '0')}` })))
  site.laptop('sync')
  await starts(page, `orders_${many}`, { rss_mb: 48 })
} finally {
  await site.end()
}
mkdirSync('build/bench', { recursive: true })
writeFileSync('build/bench/page.json', JSON.stringify({ bench: 'page', rounds, rows }, null, 2) + '\n')
for (const [name, row] of Object.entries(rows)) console.log(`${name.padEnd(36)} ${row.value.toFixed(2).padStart(9)}  ${row.spread ?? ''}${row.gate ? ` (gate ${row.gate})` : ''}`)
process.exitCode = Object.values(rows).some((row) => row.gate && row.value > row.gate) ? 1 : 0
