// Every route of the engineer's page in three languages and two widths: what screens.mjs asks, nothing
// against the policy, nothing beyond loopback.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { english_only, first_load, go, in_each, looked, widths } from './screens.mjs'
import { Site, check, closed, patience_ms, watched } from './site.mjs'
import { english, orders } from './sample.mjs'

const first_load_max_bytes = 300 * 1024

/** The ways through the page; `signed` is worked to its end, `begun` is not, `fresh` not begun. */
const routes = ({ fresh, signed, begun }) => ({
  today: '/',
  new: '/new',
  order: `/orders/${fresh}`,
  'order-done': `/orders/${signed}`,
  sign: `/orders/${begun}/sign`,
  'sign-early': `/orders/${fresh}/sign`,
  'sign-done': `/orders/${signed}/sign`,
  print: `/orders/${signed}/print`,
  sync: '/sync',
  disputes: '/disputes',
  ready: '/ready',
})

/** What opens over a screen: where, and the word on the button or the key that opens it. */
const dialogs = ({ fresh, signed, begun }) => ({
  keys: ['/', '?'],
  'hand-over': [`/orders/${fresh}`, 'page.hand_over'],
  time: [`/orders/${begun}`, 'page.change_time'],
  correction: [`/orders/${signed}`, 'page.correct'],
})

const site = new Site()
const strokes = join(site.folder, 'ink.json')
writeFileSync(strokes, JSON.stringify({ w: 600, h: 200, strokes: [[[40, 120, 0, 0.5], [120, 60, 80, 0.6], [200, 140, 160, 0.5], [320, 70, 260, 0.6]]] }))

function work(no, words, who) {
  for (const what of ['departed', 'arrived']) site.laptop('stamp', no, what)
  site.laptop('set', no, 'kind=repair', 'test_result=normal', ...Object.entries(words).map(([k, v]) => `${k}=${v}`))
  site.laptop('part', no, 'add', `name=${words.part ?? words.equipment}`, 'model=PM-48', 'qty=1')
  site.laptop('note', no, words.remarks)
  site.laptop('stamp', no, 'restored')
  for (const role of ['customer', 'engineer']) site.laptop('sign', no, '--role', role, '--name', who, '--strokes', strokes)
}
const words = {
  zh: { equipment: '调度台电话主机', treatment: '更换电源模块，重新上电测试', cause: '电源模块老化', result: '通话恢复正常', remarks: '旧模块已带回' },
  en: { equipment: 'Dispatch phone set', treatment: 'Power module replaced, tested again', cause: 'Power module worn out', result: 'Calls work again', remarks: 'The old module was taken along' },
}

try {
  site.orders([...orders, ...english.map((row) => ({ ...row, no: row.no.replace('WX', 'EN') }))])
  const server = await site.serve()
  const code = site.desk('device', 'code', 'eng1').code
  const browser = await site.browser()
  const opened = async (address, tag, [width, height], scheme = 'light') => {
    const context = await browser.newContext({ viewport: { width, height }, colorScheme: scheme })
    context.setDefaultTimeout(patience_ms)
    await context.addInitScript((chosen) => {
      if (location.hostname !== '127.0.0.1' || window !== top) return // the viewer of a PDF has no storage
      document.cookie = `huidan-language=${chosen}; Path=/`
    }, tag)
    const seen = watched(context)
    const page = await context.newPage()
    await page.goto(address)
    await page.locator('main h1').first().waitFor()
    return { context, page, seen }
  }

  const unenrolled = await site.page()
  await in_each(async (tag) => {
    for (const size of widths) {
      await check(`first run, ${tag}, ${size[0]} px`, async () => {
        const { context, page } = await opened(unenrolled, tag, size)
        await looked(page, `first-${tag}-${size[0]}`)
        await context.close()
      })
    }
  })
  await site.kill()

  site.laptop('enrol', '--server', server, '--code', code)
  site.laptop('sync')
  const chinese = { fresh: orders[1].no, signed: orders[0].no, begun: orders[3].no }
  const foreign = Object.fromEntries(Object.entries(chinese).map(([what, no]) => [what, no.replace('WX', 'EN')]))
  for (const { begun } of [chinese, foreign]) for (const what of ['departed', 'arrived']) site.laptop('stamp', begun, what)
  work(chinese.signed, words.zh, '张样例')
  work(foreign.signed, words.en, 'A. Sample')
  const abroad = english[2].no.replace('WX', 'EN')
  // Two hands, one field, neither having seen the other: the laptop's word is set aside.
  site.say(server, orders[2].no, { cause: '雷击' })
  site.say(server, abroad, { cause: 'Lightning', test_result: 'normal' })
  site.laptop('set', orders[2].no, 'cause=电源老化')
  site.laptop('set', abroad, 'cause=Worn out', 'test_result=abnormal')
  assert.equal(site.laptop('sync').parked, 2)
  // What was settled twice is taken once; the rest waits for a network.
  site.unplug()
  site.beside('enrol', '--server', server, '--code', site.desk('device', 'code', 'eng1').code)
  site.beside('sync')
  const { id } = site.laptop('show', abroad).disputes.find((one) => one.field === 'test_result')
  site.beside('disputes', 'settle', id, 'theirs')
  site.beside('sync')
  site.laptop('disputes', 'settle', id, 'mine')
  site.plug()
  assert.equal(site.laptop('sync').rejected, 1)
  site.unplug()
  for (const [no, words] of [[chinese.signed, '已通知调度'], [foreign.signed, 'The dispatcher knows']]) site.laptop('note', no, words)

  const address = await site.page()
  await in_each(async (tag) => {
    for (const size of widths) {
      const open = await opened(address, tag, size)
      for (const [name, path] of Object.entries(routes(tag === 'en' ? foreign : chinese))) {
        await check(`${name}, ${tag}, ${size[0]} px`, async () => {
          await go(open.page, path)
          await looked(open.page, `${name}-${tag}-${size[0]}`)
          assert.equal(await open.page.evaluate(() => document.documentElement.lang), tag)
          if (tag === 'en' && !['today', 'disputes'].includes(name)) await english_only(open.page)
        })
      }
      const word = JSON.parse(readFileSync(new URL(`../../sync/text/${tag}/page.json`, import.meta.url)))
      for (const [name, [path, key]] of size === widths[1] ? Object.entries(dialogs(tag === 'en' ? foreign : chinese)) : []) {
        await check(`${name} dialog, ${tag}, ${size[0]} px`, async () => {
          await go(open.page, path)
          if (key.length === 1) await open.page.keyboard.press(key)
          else await open.page.getByRole('button', { name: word[key] }).first().click()
          await open.page.getByRole('dialog').waitFor()
          await looked(open.page, `${name}-dialog-${tag}-${size[0]}`)
          await open.page.keyboard.press('Escape')
          await open.page.getByRole('dialog').waitFor({ state: 'hidden' })
        })
      }
      await check(`policy, loopback and console, ${tag}, ${size[0]} px`, async () => {
        assert.deepEqual([open.seen.policy, open.seen.away, open.seen.errors], [[], [], []])
      })
      await open.context.close()
    }
  })

  await check('what fails once is asked for again: no screen stays empty', async () => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
    context.setDefaultTimeout(patience_ms)
    const first = (await (await fetch(new URL('/', address))).text()).match(/\/assets\/[\w.-]+/g)
    const failed = new Set()
    await context.route('**/*', (route) => {
      const { pathname } = new URL(route.request().url())
      if (pathname === '/v1/page/news') return // nothing new is ever heard: nobody else wakes the page
      if (pathname === '/' || pathname.startsWith('/open/') || first.includes(pathname) || failed.has(pathname)) return route.continue()
      failed.add(pathname)
      return route.abort()
    })
    const page = await context.newPage()
    await page.goto(address)
    await page.locator('article').first().waitFor()
    for (const [path, sign] of [[`/orders/${chinese.fresh}`, '#field-treatment'], [`/orders/${chinese.fresh}/sign`, '[data-not-there]'], ['/new', '#new-reporter_unit'], ['/sync', '[data-truth=here]']]) {
      await page.evaluate((to) => (location.hash = to), path)
      await page.locator(sign).waitFor()
    }
    const undressed = await page.evaluate(() => [...document.querySelectorAll('link[rel=stylesheet]')].filter((link) => !link.sheet).map((link) => link.href))
    assert.deepEqual(undressed, [])
    assert.ok([...failed].some((path) => path.endsWith('.css')) && failed.has('/v1/page/status') && failed.has('/v1/orders'))
    assert.ok(failed.size >= 6, [...failed].join(' '))
    await context.close()
  })

  const open = await opened(address, 'zh-Hans', widths[0], 'dark')
  await check('the page is dark as long as the system is', async () => {
    const ground = (colour) => open.page.waitForFunction((wanted) => getComputedStyle(document.body).backgroundColor === wanted, colour)
    await ground('rgb(18, 22, 28)')
    await open.page.emulateMedia({ colorScheme: 'light' })
    await ground('rgb(243, 245, 248)')
    await open.page.emulateMedia({ colorScheme: 'dark' })
    await ground('rgb(18, 22, 28)')
  })
  for (const [name, path] of Object.entries(routes(chinese))) {
    await check(`${name}, dark`, async () => {
      await go(open.page, path)
      await looked(open.page, `${name}-dark`)
    })
  }
  await open.context.close()

  await check('the first load is small', () => first_load(browser, address, first_load_max_bytes, 'article button.big'))

  await check('whoever is not our page is refused', async () => {
    const { origin, host } = new URL(address)
    const curl = (...args) => execFileSync('curl', ['-s', '-o', '/dev/null', '-w', '%{http_code}', ...args], { encoding: 'utf8' })
    assert.equal(curl('-H', 'Host: evil.example', origin + '/'), '403')
    assert.equal(curl(origin + '/v1/orders'), '401')
    assert.equal(curl('-H', 'Sec-Fetch-Site: cross-site', origin + '/'), '403')
    const cookie = ['-H', `Cookie: huidan-${host.split(':')[1]}=${address.split('/').pop()}`, '-H', 'Content-Type: application/json', '-d', '{}']
    assert.equal(curl(...cookie, '-H', 'Origin: http://evil.example', origin + '/v1/page/sync'), '403')
    assert.equal(curl(...cookie, origin + '/v1/page/sync'), '403')
  })
} catch (error) {
  await check('the routes', () => { throw error })
} finally {
  await site.end()
}
closed()
