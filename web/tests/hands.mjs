// What hands do: the first run over a slow line, a day's order without a mouse, words of an input
// method, a printer of the laptop, and what is taken back instead of asked about.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { drawn } from './picture.mjs'
import { Site, axed, check, closed, count_prints, patience_ms, quiet, watched } from './site.mjs'
import { orders } from './sample.mjs'

const site = new Site()
const no = orders[0].no
const many = 160

/** Words that no packing makes small: what a pull is in a year's archive, in a minute. */
function long_words(n, seed) {
  let state = seed * 2654435761 + 1
  return Array.from({ length: n }, () => String.fromCharCode(0x4e00 + ((state = (state * 1103515245 + 12345) & 0x7fffffff) >> 8) % 20000)).join('')
}

let page, devtools, seen
const asks = [] // every change the page asks the program for
const go = (hash) => page.evaluate((to) => (location.hash = to), hash)
const focused = () => page.evaluate(() => document.activeElement?.id || document.activeElement?.getAttribute('aria-label') || document.activeElement?.innerText || '')

/** Tab until that is in the hand. */
async function tab_to(name) {
  for (let i = 0; i < 80; i++) {
    if ((await focused()).startsWith(name)) return
    await page.keyboard.press('Tab')
  }
  assert.fail(`no way to ${name} by keyboard`)
}

/** An input method at work: letters that are not words yet. */
const composing = (text) => devtools.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length })
async function press_composing(name = 'Enter') {
  const key = { key: name, code: name, windowsVirtualKeyCode: 229 }
  await devtools.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...key })
  await devtools.send('Input.dispatchKeyEvent', { type: 'keyUp', ...key })
}

try {
  site.orders(orders)
  const server = await site.serve()
  site.desk('user', 'add', 'far1', '--roles', 'engineer')
  await site.more(server, Array.from({ length: many }, (_, n) => ({ ...orders[n % 5], no: `WX-20261121-${String(n).padStart(4, '0')}`, symptoms: long_words(5000, n + 1), description: long_words(5000, n + 1001) })), 'far1')
  site.slow('12mbit')
  const [code, printers, browser] = [site.desk('device', 'code', 'far1').code, await site.printers(), await site.browser()]
  const context = await browser.newContext({ locale: 'zh-CN', viewport: { width: 1280, height: 900 } })
  context.setDefaultTimeout(patience_ms)
  seen = watched(context)
  await count_prints(context)
  page = await context.newPage()
  const photo = Buffer.from(await page.evaluate(drawn, [640, 480]))
  page.on('request', (request) => ['GET', 'HEAD'].includes(request.method()) || asks.push(`${request.method()} ${new URL(request.url()).pathname.split('/').slice(4).join('/')}`))
  devtools = await context.newCDPSession(page)
  let address = await site.page('127.0.0.1:0', 'far')

  await check('the first run, by keyboard, over a slow line: the bar counts against what the desk said', async () => {
    await page.goto(address)
    await page.locator('#server').waitFor()
    await page.evaluate(() => {
      window.bars = []
      new MutationObserver(() => {
        const bar = document.querySelector('progress')
        if (bar && window.bars.at(-1)?.[0] !== bar.value) window.bars.push([bar.value, bar.max])
      }).observe(document, { subtree: true, childList: true, attributes: true })
    })
    await tab_to('server')
    await page.keyboard.type(server)
    await page.keyboard.press('Tab')
    await page.keyboard.type(code)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: '出发检查' }).waitFor()
    const bars = await page.evaluate(() => window.bars)
    assert.ok(bars.some(([value]) => value > 0 && value < many), `never in between: ${JSON.stringify(bars)}`)
    assert.ok(bars.every(([, max]) => max === many), JSON.stringify(bars))
    assert.deepEqual(bars.map(([value]) => value), bars.map(([value]) => value).sort((a, b) => a - b))
    await page.locator('main .all.good').waitFor()
    assert.equal(await page.locator('main li.bad').count(), 0)
    assert.match(await page.locator('main').innerText(), new RegExp(`工单 ${many} 张，与服务端一致`))
  })

  await site.kill()
  site.laptop('enrol', '--server', server, '--code', site.desk('device', 'code', 'eng1').code)
  site.laptop('sync')
  address = await site.page('127.0.0.1:0', 'laptop', '--printers', printers)
  await page.goto(address)
  await page.locator('#search').waitFor() // the orders stand there before a script has run: no key does anything yet

  await check('an order is found, opened, worked and signed without a mouse', async () => {
    await page.keyboard.press('/')
    await page.waitForFunction(() => document.activeElement?.id === 'search')
    await page.keyboard.type(no)
    await page.waitForFunction(() => document.querySelectorAll('article').length === 1)
    for (const step of ['出发', '到场']) {
      await tab_to(`${step} ${no}`)
      await page.keyboard.press('Enter')
      await page.getByRole('button', { name: `${step === '出发' ? '到场' : '恢复'} ${no}` }).waitFor()
    }
    await page.keyboard.press('/')
    await tab_to(no)
    await page.keyboard.press('Enter')
    await page.locator('#field-treatment').waitFor()
    await tab_to('field-treatment')
    await page.keyboard.type('更换电源')
    await page.locator('#field-treatment-state[data-mark=saved]').waitFor()
    await tab_to('part-name')
    await page.keyboard.type('电源模块')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: '删除 电源模块' }).waitFor()
    assert.equal(await focused(), 'part-name') // the next scan goes on where this one did
    await page.keyboard.type('接线端子')
    await tab_to('添加')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: '删除 接线端子' }).waitFor()
    assert.equal(await page.locator('.rows li').count(), 2) // the key and the button's click are one wish
    await tab_to('签收')
    await page.keyboard.press('Enter')
    await page.locator('#signer').waitFor()
    assert.match(await page.locator('[data-missing]').innerText(), /还没有填：恢复时间、/)
    for (let i = 0; i < 20 && !(await page.evaluate(() => document.activeElement.type === 'radio')); i++) await page.keyboard.press('Tab')
    await page.keyboard.press('ArrowRight')
    await tab_to('signer')
    await page.keyboard.type('张样例')
    await tab_to('确认签收')
    await page.keyboard.press('Enter')
    await page.locator('[data-sign=on_paper]').waitFor()
    await page.keyboard.press('g')
    await page.keyboard.press('s')
    await page.getByRole('heading', { name: '同步', exact: true }).waitFor()
    await page.keyboard.press('?')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
  })

  await check('a word that is being composed is neither saved nor sent', async () => {
    await go('/orders/' + orders[1].no)
    await page.locator('#field-cause').waitFor()
    await page.focus('#field-cause')
    await page.keyboard.type('a')
    asks.length = 0
    await composing('dian')
    await page.waitForTimeout(900) // longer than a pause of typing is
    assert.deepEqual(asks, [])
    await press_composing()
    assert.deepEqual(asks, [])
    await devtools.send('Input.insertText', { text: '电源' })
    await page.locator('#field-cause-state[data-mark=saved]').waitFor()
    assert.equal(site.laptop('show', orders[1].no).cause, 'a电源')

    await page.focus('#part-name')
    asks.length = 0
    await composing('mo kuai')
    await press_composing()
    await page.focus('#note')
    await composing('bei zhu')
    await press_composing()
    await page.waitForTimeout(300)
    assert.deepEqual(asks, [])
    await devtools.send('Input.insertText', { text: '备注' })
    await page.keyboard.press('Enter')
    await page.locator('.notes').getByText('备注').waitFor()
    assert.deepEqual(asks, [`POST ${''}notes`])
    assert.equal(site.laptop('show', orders[1].no).parts.length, 0)
  })

  await check('letters of an input method find nothing, sign nothing and close no dialog', async () => {
    const { no } = orders[2]
    for (const what of ['departed', 'arrived']) site.laptop('stamp', no, what)
    await go('/')
    await page.locator('article').nth(3).waitFor()
    const all = await page.locator('article').count()
    await page.focus('#search')
    await composing('nan hu')
    await page.waitForTimeout(300)
    assert.equal(await page.locator('article').count(), all)
    await press_composing()
    assert.equal(await page.evaluate(() => location.hash), '#/')
    await devtools.send('Input.insertText', { text: '南湖' })
    await page.waitForFunction((were) => document.querySelectorAll('article').length < were, all)
    await page.fill('#search', '')

    asks.length = 0
    await go(`/orders/${no}/sign`)
    await page.focus('#signer')
    await composing('zhang yang li')
    await press_composing()
    await page.waitForTimeout(300)
    assert.equal(await page.getByRole('button', { name: '确认签收' }).isDisabled(), true)
    await devtools.send('Input.insertText', { text: '张样例' })
    assert.equal(await page.inputValue('#signer'), '张样例')

    await go(`/orders/${no}`)
    await page.getByRole('button', { name: '改时间' }).first().click()
    await page.focus('#stamp-why')
    await composing('ji cuo le')
    for (const key of ['Enter', 'Escape']) await press_composing(key)
    await page.waitForTimeout(300)
    assert.equal(await page.getByRole('dialog').isVisible(), true)
    await devtools.send('Input.insertText', { text: '记错了' })
    assert.equal(await page.inputValue('#stamp-why'), '记错了')
    assert.deepEqual(asks, [])
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
  })

  await check('what is done is taken back, not asked about', async () => {
    await go('/orders/' + orders[1].no)
    await page.fill('#part-name', '光模块')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: '删除 光模块' }).click()
    await page.getByRole('button', { name: '撤销' }).click()
    await page.getByRole('button', { name: '删除 光模块' }).waitFor()
    await page.fill('#field-cause', '写错了')
    await page.getByText('已保存').first().waitFor()
    await page.locator('.toast', { hasText: '故障原因' }).getByRole('button', { name: '撤销' }).click()
    await page.waitForFunction(() => document.querySelector('#field-cause').value === 'a电源')
    await page.locator('#field-cause-state[data-mark=saved]').waitFor()
    assert.equal(site.laptop('show', orders[1].no).cause, 'a电源')
  })

  await check('what cannot be unwritten is held for a moment, is not called saved, and is taken back', async () => {
    const { no } = orders[1]
    const undone = async (what) => {
      await page.locator(`[data-held=${what}]`, { hasText: '还没有写入' }).first().waitFor()
      assert.match(await page.locator('.toast').innerText(), /几秒后写入/)
      await page.locator('.toast').getByRole('button', { name: '撤销' }).click()
      await page.waitForFunction(() => !document.querySelector('[data-held]'))
    }
    const written = () => ({ ...site.laptop('show', no), version: 0 }) // what is synced meanwhile is not this
    const before = written()
    await page.fill('#note', '写错的备注')
    await page.keyboard.press('Enter')
    assert.equal(await page.inputValue('#note'), '')
    await undone('note')
    assert.equal(await page.inputValue('#note'), '写错的备注')
    await page.setInputFiles('input[type=file]', ['a.jpg', 'b.jpg'].map((name) => ({ name, mimeType: 'image/jpeg', buffer: photo })))
    await page.locator('[data-held=photo]').nth(1).waitFor()
    await undone('photo')
    await page.getByRole('button', { name: `出发 ${no}` }).click()
    await page.getByRole('button', { name: `到场 ${no}` }).waitFor() // he may go on
    await undone('step')
    await page.getByRole('button', { name: `出发 ${no}` }).waitFor()
    assert.deepEqual(written(), before)

    await page.fill('#note', '留下的备注')
    await page.keyboard.press('Enter')
    await go('/sync') // whoever goes on has meant it
    await page.getByRole('heading', { name: '同步', exact: true }).waitFor()
    assert.deepEqual(site.laptop('show', no).notes.slice(before.notes.length).map((one) => one.text), ['留下的备注'])
    await page.locator('.toast', { hasText: '已保存' }).waitFor()
    await go('/orders/' + no)
    await page.getByRole('button', { name: `出发 ${no}` }).click()
    await page.locator('[data-held=step]').waitFor()
    await axed(page)
    await page.locator('[data-held]').waitFor({ state: 'detached' }) // by itself
    assert.match(site.laptop('show', no).departed_at, /^\d{4}-/)
  })

  await check('a printer of the laptop is chosen; what it does not take is not counted', async () => {
    await go(`/orders/${no}/print`)
    const choice = page.locator('#printer')
    await choice.waitFor()
    assert.deepEqual((await choice.locator('option').allInnerTexts()).map((text) => text.trim()), ['二楼办公室', '库房（停用）', '用浏览器打印'])
    assert.equal(await choice.inputValue(), 'office')
    await axed(page)
    await page.getByRole('button', { name: '打印', exact: true }).click()
    const said = page.locator('.toast.bad, .toast:has-text("已送到打印机")').first()
    await said.waitFor()
    assert.match(await said.innerText(), /已送到打印机：二楼办公室/)
    await page.getByText('已打印 2 张').waitFor()
    assert.equal(site.jobs().length, 1)
    assert.equal(site.jobs()[0].subarray(0, 5).toString(), '%PDF-')
    const refused = await page.evaluate(async (path) => (await fetch(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{"copies":"both","printer":"store"}' })).status, `/v1/orders/${no}/print/out`)
    assert.equal(refused, 502)
    assert.equal(site.laptop('show', no).copies.length, 2)
    await page.getByText('存根联', { exact: true }).click()
    await page.getByText('空白表').click()
    await page.getByRole('button', { name: '打印', exact: true }).click()
    await page.getByText('已打印 3 张').waitFor()
    assert.equal(site.jobs().length, 2)
    await choice.selectOption('')
    await page.getByRole('button', { name: '打印', exact: true }).click()
    await page.getByText('已打印 4 张').waitFor()
    await page.waitForFunction(() => window.asked === 1) // the browser's own dialog, over the sheets that were counted
    assert.match(await page.locator('iframe').getAttribute('src'), /^blob:/)
    assert.equal(site.jobs().length, 2)
  })

  await check('an unfinished order goes to a colleague with no network, by a file and a code that is said', async () => {
    const handed = orders[3].no
    site.laptop('set', handed, 'treatment=拆下旧主机')
    site.unplug()
    await go('/orders/' + handed)
    await page.getByRole('button', { name: '交接给同事' }).click()
    await page.fill('#handover-to', 'far1')
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: '交出并写文件' }).click()
    const file = join(site.folder, 'order.handover')
    await (await download).saveAs(file)
    const code = await page.locator('[data-handed] output').innerText()
    await axed(page)
    await page.getByRole('button', { name: '关闭', exact: true }).last().click()
    await page.locator('[data-given]', { hasText: '已交给 far1' }).waitFor()
    for (const gone of ['#note', '#part-name', '.top .big']) assert.equal(await page.locator(gone).count(), 0, gone)
    assert.ok(await page.locator('#field-treatment').evaluate((input) => input.readOnly))
    await go('/')
    await page.locator('.done', { hasText: '已交出' }).getByText(handed).waitFor()
    assert.equal(await page.locator(`article[data-no="${handed}"]`).count(), 0)

    const mine = site.program
    const far = await (await browser.newContext({ locale: 'zh-CN' })).newPage()
    far.setDefaultTimeout(patience_ms)
    await far.goto(await site.page('127.0.0.1:0', 'far'))
    await far.locator('article').first().waitFor()
    await far.evaluate(() => (location.hash = '/sync'))
    await far.setInputFiles('input[type=file]', file)
    await far.locator('#take-code').waitFor()
    await axed(far)
    for (const said of ['AAAA-AAAA-AAAA-AAAA', code.toLowerCase()]) {
      await far.fill('#take-code', said)
      await far.getByRole('button', { name: '接手工单' }).click()
      await far.getByText(said === code.toLowerCase() ? `已从 eng1 接手 ${handed}` : '口令或登记码不对').waitFor()
    }
    await far.waitForFunction(() => document.querySelector('#field-treatment')?.value === '拆下旧主机')
    await far.fill('#field-remarks', '接手后换上新主机')
    await far.locator('#field-remarks-state[data-mark=saved]').waitFor()
    await far.evaluate(() => (location.hash = '/sync'))
    assert.match(await far.locator('[data-truth=waiting]').innerText(), /代同事送 1 份交接/)
    assert.equal(site.desk('order', 'show', handed).assignee, 'eng1') // the desk knows nothing of it yet

    site.plug()
    await far.getByRole('button', { name: '立即同步' }).click()
    await far.locator('[data-truth=waiting]', { hasText: /^\D+0 项修改，0 张照片$/ }).waitFor()
    const there = site.desk('order', 'show', handed)
    assert.deepEqual([there.assignee, there.treatment, there.remarks], ['far1', '拆下旧主机', '接手后换上新主机'])
    await go('/orders/' + handed)
    site.laptop('sync')
    await page.getByText(`本机没有工单 ${handed}`).waitFor()
    await far.context().close()
    await site.kill()
    site.program = mine
  })

  await check('what another program writes is on the screen soon', async () => {
    await go('/orders/' + orders[2].no)
    await page.locator('#field-cause').waitFor()
    site.laptop('set', orders[2].no, 'cause=雷击')
    const begin = performance.now()
    await page.waitForFunction(() => document.querySelector('#field-cause').value === '雷击')
    console.log(`        ${Math.round(performance.now() - begin)} ms after the write`)
  })

  await check('the language stays chosen when the program starts again under another port', async () => {
    await page.locator('header select').selectOption('en')
    await page.getByText('Departure check').waitFor()
    await site.kill()
    await page.goto(await site.page())
    await page.getByRole('heading', { name: 'Today' }).waitFor()
  })

  await quiet(seen)
} catch (error) {
  await check('hands', () => { throw error })
} finally {
  await site.end()
}
closed()
