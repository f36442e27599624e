// The desk's page, as the desk serves it: every route in three languages and two widths, a day's first
// acts, and a slip that comes home.
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { english, orders } from './sample.mjs'
import { english_only, first_load, go, in_each, looked, widths } from './screens.mjs'
import { Site, check, closed, count_prints, patience_ms, quiet, watched } from './site.mjs'

const first_load_max_bytes = 350 * 1024
const more_orders = 45
const site = new Site()
const strokes = join(site.folder, 'ink.json')
writeFileSync(strokes, JSON.stringify({ w: 600, h: 200, strokes: [[[40, 120, 0, 0.5], [120, 60, 80, 0.6], [200, 140, 160, 0.5], [320, 70, 260, 0.6]]] }))
const words = {
  zh: { equipment: '调度台电话主机', treatment: '更换电源模块，重新上电测试', cause: '电源模块老化', result: '通话恢复正常', remarks: '旧模块已带回\uE000' },
  en: { equipment: 'Dispatch phone set', treatment: 'Power module replaced, tested again', cause: 'Power module worn out', result: 'Calls work again', remarks: 'The old module was taken along' },
}

/** Worked to its end and printed; gives the code of the sheet that comes home. */
function work(no, words, who) {
  for (const what of ['departed', 'arrived']) site.laptop('stamp', no, what)
  site.laptop('set', no, 'kind=repair', 'test_result=normal', ...Object.entries(words).map(([k, v]) => `${k}=${v}`))
  site.laptop('part', no, 'add', `name=${words.equipment}`, 'model=PM-48', 'qty=1')
  site.laptop('note', no, words.remarks)
  site.laptop('stamp', no, 'restored')
  for (const role of ['customer', 'engineer']) site.laptop('sign', no, '--role', role, '--name', who, '--strokes', strokes)
  site.laptop('complete', no)
  site.laptop('print', no, '--out', join(site.folder, 'form.pdf'))
  const sheet = site.laptop('show', no).copies.find((one) => one.copy === 'desk')
  return `WO1:${no}:D:${sheet.form_hash.slice(0, 16)}`
}

/** As a scanner types it: faster than any hand, then Enter. */
const scan = (page, text) =>
  page.evaluate((text) => {
    const to = document.activeElement ?? document.body
    for (const key of [...text, 'Enter']) to.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
  }, text)

try {
  const abroad = english.map((row) => ({ ...row, no: row.no.replace('WX', 'EN') }))
  site.orders([...orders, ...abroad])
  const engineer = site.desk('user', 'add', 'eng2', '--roles', 'engineer').password
  const file = join(site.folder, 'more.jsonl')
  writeFileSync(file, Array.from({ length: more_orders }, (_, n) => JSON.stringify({ ...abroad[n % 5], no: `AA-${1000 + n}` })).join('\n'))
  site.desk('order', 'import', file)
  const server = await site.serveHere()
  site.laptop('enrol', '--server', server, '--code', site.desk('device', 'code', 'eng1').code)
  site.laptop('sync')
  const code = work(orders[0].no, words.zh, '张样例')
  const foreign = work(abroad[0].no, words.en, 'A. Sample')
  // Two hands, one field, neither having seen the other.
  site.desk('order', 'set', orders[1].no, 'cause=雷击')
  site.laptop('set', orders[1].no, 'cause=电源老化')
  assert.equal(site.laptop('sync').parked, 1)

  await check('an order has one shape, asked of the desk or of the laptop', async () => {
    const address = new URL(await site.page())
    const ask = async (base, path, headers) => (await fetch(new URL(path, base), { headers })).json()
    const login = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ name: 'seat1', password: site.password }) }
    const { token } = await (await fetch(new URL('/v1/login', server), login)).json()
    const there = (path) => ask(server, path, { Authorization: 'Bearer ' + token })
    const here = (path) => ask(address, path, { Cookie: `huidan-${address.port}=${address.pathname.split('/').pop()}` })
    const [{ orders: far }, { orders: near }] = [await there('/v1/orders?limit=100'), await here('/v1/orders')]
    assert.equal(near.length, orders.length + abroad.length)
    const same = ({ turn, ...order }, other) => {
      assert.ok(turn) // where it stands on the engineer's list
      assert.deepEqual(order, other)
    }
    for (const order of near) {
      same(order, far.find(({ no }) => no === order.no))
      same(await here('/v1/orders/' + order.no), await there('/v1/orders/' + order.no))
    }
    await site.kill()
  })

  const browser = await site.browser()
  const opened = async (tag, [width, height], scheme = 'light') => {
    const context = await browser.newContext({ viewport: { width, height }, colorScheme: scheme })
    context.setDefaultTimeout(patience_ms)
    await context.addInitScript((chosen) => location.hostname === '127.0.0.1' && (document.cookie = `huidan-language=${chosen}; Path=/`), tag)
    const seen = watched(context)
    const page = await context.newPage()
    await page.goto(server)
    await page.locator('#password').waitFor()
    return { context, page, seen }
  }
  const logIn = async (page, name = 'seat1', password = site.password) => {
    await page.locator('#name').fill(name)
    await page.locator('#password').fill(password)
    await page.locator('#password').press('Enter')
  }
  const listed = (page) => page.locator('[data-no]').count()

  await check('a wrong password is refused, the right one leads where he was going', async () => {
    const { context, page, seen } = await opened('zh-Hans', widths[0])
    await page.evaluate((to) => (location.hash = to), `/orders/${orders[0].no}`)
    await logIn(page, 'seat1', 'wrong')
    await page.locator('.toast.bad').waitFor()
    assert.equal(await page.locator('#password').inputValue(), '')
    await logIn(page)
    await page.getByRole('heading', { name: orders[0].no }).waitFor()
    assert.deepEqual([seen.policy, seen.away, seen.errors], [[], [], []])
    await page.getByRole('button', { name: '退出登录' }).click()
    await page.locator('#password').waitFor()
    assert.equal(await page.evaluate(() => fetch('/v1/orders').then((reply) => reply.status)), 401)
    await context.close()
  })

  const { context, page, seen } = await opened('zh-Hans', widths[0])
  await count_prints(context)
  await logIn(page)
  await page.locator('[data-no]').first().waitFor()

  await check('orders come in pages; what is looked for stands in the address', async () => {
    assert.equal(await listed(page), 40)
    await page.getByRole('button', { name: '再显示一些' }).click()
    await page.waitForFunction((all) => document.querySelectorAll('[data-no]').length === all, more_orders + 10)
    assert.equal(await page.getByRole('button', { name: '再显示一些' }).count(), 0)
    await page.locator('#search').fill('南湖')
    await page.waitForFunction(() => location.hash.includes('q=') && document.querySelectorAll('[data-no]').length === 3)
    await page.locator('#status').selectOption('assigned')
    await page.waitForFunction(() => location.hash.includes('status=assigned') && document.querySelectorAll('[data-no]').length === 2)
    await page.reload()
    await page.waitForFunction(() => document.querySelectorAll('[data-no]').length === 2)
    assert.deepEqual([await page.locator('#search').inputValue(), await page.locator('#status').inputValue()], ['南湖', 'assigned'])
    await page.locator('[data-no] a').first().click()
    await page.locator('[data-form]').waitFor()
    await page.goBack()
    await page.waitForFunction(() => document.querySelectorAll('[data-no]').length === 2)
  })

  await check('a scanned slip is registered from whichever screen stands there, once', async () => {
    await go(page, '/')
    await page.locator('#search').focus()
    await scan(page, code)
    await page.locator('[data-scanned=done]').waitFor()
    assert.match(page.url(), /#\/returns$/)
    assert.match(await page.locator('[data-scanned=done]').innerText(), /WX-20261122-0001 存根联 第 1 次打印：已带回登记/)
    assert.equal(site.desk('order', 'show', orders[0].no).copies.find((one) => one.copy === 'desk').state, 'returned')
    await page.locator('#code').fill(code)
    await page.locator('#code').press('Enter')
    await page.locator('[data-scanned=refused]').waitFor()
    assert.match(await page.locator('[data-scanned=refused]').innerText(), /已/)
    await page.locator('#code').fill('WX-20261122-0001')
    await page.locator('#code').press('Enter')
    await page.waitForFunction(() => document.querySelectorAll('[data-scanned=refused]').length === 2)
    await page.locator('[data-scanned=done] a').click()
    await page.locator('[data-sheet=returned]').waitFor()
    assert.match(await page.locator('[data-sheet=returned]').innerText(), /存根联 第 1 次打印[^]*〓 代替了 U\+E000[^]*已带回登记[^]*seat1/)
    assert.equal(await page.locator('[data-sign=signed]').count(), 2)
  })

  await check('a press counts a print once; what a browser opens by itself counts none', async () => {
    const { no } = abroad[0]
    const printed = () => site.desk('order', 'show', no).copies.map((one) => [one.copy, one.print, one.by])
    const before = printed()
    await go(page, '/orders/' + no)
    assert.equal(await page.locator('[href*=form], [src*=form]').count(), 0) // nothing to fetch beforehand
    await page.locator('[data-form]').focus()
    await page.keyboard.press('Enter')
    await page.locator('iframe').waitFor()
    await page.locator('.toast', { hasText: '客户联 第 2 次打印、存根联 第 2 次打印' }).waitFor()
    await page.locator('[data-sheet=printed]').nth(1).waitFor()
    const after = [...before, ['customer', 2, 'seat1'], ['desk', 2, 'seat1']]
    assert.deepEqual(printed(), after)
    assert.match(await page.locator('iframe').getAttribute('src'), /^blob:/)
    await page.waitForFunction(() => window.asked === 1) // the browser's dialog
    await page.reload()
    await page.locator('[data-form]').waitFor()
    await page.goto('about:blank')
    await page.goBack()
    await page.locator('[data-form]').waitFor()
    assert.equal(await page.locator('iframe').count(), 0)
    assert.deepEqual(printed(), after)
  })

  await check('an engineer sees no order that is not his, and registers nothing', async () => {
    const other = await opened('zh-Hans', widths[0])
    await logIn(other.page, 'eng2', engineer)
    await other.page.getByText('还没有工单。').waitFor()
    await scan(other.page, foreign)
    await other.page.locator('[data-scanned=refused]').waitFor()
    assert.equal(site.desk('order', 'show', abroad[0].no).copies.find((one) => one.copy === 'desk').state, 'with_engineer')
    await other.page.evaluate((to) => (location.hash = to), `/orders/${orders[0].no}`)
    await other.page.locator('[role=alert]').waitFor()
    await other.context.close()
  })
  await quiet(seen)
  await context.close()

  const routes = (no) => ({ orders: '/', 'orders-none': '/?q=zzz', order: `/orders/${no}`, returns: '/returns' })
  await in_each(async (tag) => {
    for (const size of widths) {
      const open = await opened(tag, size)
      await check(`desk log-in, ${tag}, ${size[0]} px`, () => looked(open.page, `desk-login-${tag}-${size[0]}`))
      await logIn(open.page)
      await open.page.locator('[data-no]').first().waitFor()
      for (const [name, path] of Object.entries(routes(tag === 'en' ? abroad[0].no : orders[tag === 'zh-Hans' ? 0 : 1].no))) {
        await check(`desk ${name}, ${tag}, ${size[0]} px`, async () => {
          await go(open.page, path)
          if (name === 'returns') {
            for (const text of [tag === 'en' ? foreign : code, code.replace('0001', '9999')]) await scan(open.page, text)
            await open.page.waitForFunction(() => document.querySelectorAll('[data-scanned]:not([data-scanned=under_way])').length === 2)
          }
          await looked(open.page, `desk-${name}-${tag}-${size[0]}`)
          assert.equal(await open.page.evaluate(() => document.documentElement.lang), tag)
          if (tag === 'en' && name !== 'orders') await english_only(open.page)
        })
      }
      await check(`desk policy, loopback and console, ${tag}, ${size[0]} px`, async () => {
        assert.deepEqual([open.seen.policy, open.seen.away, open.seen.errors], [[], [], []])
      })
      await open.context.close()
    }
  })

  const dark = await opened('zh-Hans', widths[0], 'dark')
  await logIn(dark.page)
  for (const [name, path] of Object.entries(routes(orders[0].no))) {
    await check(`desk ${name}, dark`, async () => {
      await go(dark.page, path)
      await looked(dark.page, `desk-${name}-dark`)
    })
  }
  await dark.context.close()

  await check("the desk's first load is small", () => first_load(browser, server, first_load_max_bytes, '[data-no]', logIn))
} catch (error) {
  await check('the desk', () => { throw error })
} finally {
  await site.end()
}
closed()
