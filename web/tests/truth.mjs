// What the page says is so: nothing is called saved before it is, nothing that was written is lost,
// nobody signs what he was not shown. Requests are held back or broken here, the program is the real one.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { writeFileSync } from 'node:fs'
import { camera, drawn, jpeg_size } from './picture.mjs'
import { Site, axed, check, closed, patience_ms, quiet, watched } from './site.mjs'
import { orders } from './sample.mjs'

const site = new Site()
const photo_max_bytes = 600 * 1024 // of one that a camera made of 12 million pixels
const more = [6, 7].map((n) => ({ ...orders[0], no: 'WX-20261122-000' + n }))
const [first, second, third, fourth, fifth, sixth, seventh] = [...orders, ...more].map((one) => one.no)
let page, seen
const go = (hash) => page.evaluate((to) => (location.hash = to), hash)
const state_of = (name, mark) => page.locator(`#field-${name}-state[data-mark=${mark}]`)
const open = async (no) => {
  await go('/orders/' + no)
  await page.locator('#field-treatment').waitFor()
}

/** Holds back what the page sends there until it is let go. */
async function held(method, pattern) {
  let arrived, release
  const here = new Promise((done) => (arrived = done))
  const let_go = new Promise((done) => (release = done))
  const handler = async (route) => {
    if (route.request().method() !== method) return route.fallback()
    arrived()
    await let_go
    await route.continue().catch(() => {}) // the page may have given it up
  }
  await page.route(pattern, handler)
  return {
    here,
    async release() {
      release()
      await page.unroute(pattern, handler)
    },
  }
}

async function stroke(from, to) {
  const pad = page.locator('canvas')
  await pad.scrollIntoViewIfNeeded()
  const box = await pad.boundingBox()
  await page.mouse.move(box.x + box.width * from, box.y + box.height * 0.4)
  await page.mouse.down()
  for (let i = 1; i <= 10; i++) await page.mouse.move(box.x + box.width * (from + ((to - from) * i) / 10), box.y + box.height * (0.4 + 0.02 * i))
  await page.mouse.up()
}

/** What a scanner types where the cursor stands: all of it within a millisecond, and Enter. */
const scans = (text) =>
  page.evaluate((text) => {
    const into = document.activeElement
    for (const key of [...text, 'Enter']) {
      const taken = !into.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
      if (taken || key === 'Enter' || !(into instanceof HTMLInputElement)) continue
      into.setRangeText(key, into.selectionEnd, into.selectionEnd, 'end')
      into.dispatchEvent(new InputEvent('input', { bubbles: true, data: key, inputType: 'insertText' }))
    }
  }, text)

function arrive(no) {
  for (const what of ['departed', 'arrived']) site.laptop('stamp', no, what)
}

try {
  site.orders([...orders, ...more])
  const server = await site.serve()
  site.laptop('enrol', '--server', server, '--code', site.desk('device', 'code', 'eng1').code)
  site.laptop('sync')
  const address = await site.page()
  const browser = await site.browser()
  const context = await browser.newContext({ locale: 'zh-CN', viewport: { width: 1280, height: 900 } })
  context.setDefaultTimeout(patience_ms)
  seen = watched(context)
  page = await context.newPage()
  await page.goto(address)
  await page.locator('article').first().waitFor()

  await check('what is written while a save is under way is not called saved by it', async () => {
    await open(first)
    const save = await held('PATCH', '**/v1/orders/*')
    await page.fill('#field-treatment', '先写的')
    await save.here
    await page.fill('#field-treatment', '先写的，后写的')
    await save.release()
    await page.waitForFunction(() => !document.querySelector('#field-treatment-state[data-mark=saving]'))
    if (await state_of('treatment', 'saved').count()) assert.equal(site.laptop('show', first).treatment, '先写的，后写的')
    await state_of('treatment', 'saved').waitFor()
    assert.equal(site.laptop('show', first).treatment, '先写的，后写的')
  })

  await check('what could not be saved is kept, is told everywhere, and is sent again by itself', async () => {
    await open(first)
    await page.route('**/v1/orders/*', (route) => (route.request().method() === 'PATCH' ? route.abort() : route.fallback()))
    await page.route('**/v1/orders/*/notes', (route) => route.abort())
    await page.fill('#field-cause', '没有写进去的')
    await state_of('cause', 'failed').waitFor()
    await page.fill('#note', '没有写进去的备注')
    await page.keyboard.press('Enter')
    await go('/sync')
    await page.locator('[data-truth=here]', { hasText: '2 处还没有写入本机' }).waitFor()
    assert.doesNotMatch(await page.locator('[data-truth=here]').innerText(), /都已写入/)
    await page.locator('.pill', { hasText: '2 处未保存' }).waitFor()
    await axed(page)
    await page.locator('[data-truth=here] a', { hasText: '故障原因' }).click()
    await page.locator('[data-held=note]', { hasText: '未保存' }).waitFor()
    assert.equal(await page.inputValue('#field-cause'), '没有写进去的')
    assert.equal(site.laptop('show', first).cause, '')
    await page.unrouteAll({ behavior: 'wait' })
    site.laptop('note', first, '有新消息') // the page hears that its program is well
    await state_of('cause', 'saved').waitFor()
    assert.equal(site.laptop('show', first).cause, '没有写进去的')
    await page.locator('.notes', { hasText: '没有写进去的备注' }).waitFor()
    await go('/sync')
    await page.locator('[data-truth=here]', { hasText: '所有填写都已写入本机' }).waitFor()
  })

  await check('a clash that nobody has decided is still there when the screen is opened again', async () => {
    await open(second)
    const save = await held('PATCH', '**/v1/orders/*')
    await page.fill('#field-cause', '我写的')
    await save.here
    site.laptop('set', second, 'cause=别人写的')
    await save.release()
    const clash = page.locator('.clash', { hasText: '别人写的' })
    await clash.waitFor()
    await go('/')
    await page.locator('article').first().waitFor()
    await open(second)
    await clash.waitFor()
    assert.equal(await page.inputValue('#field-cause'), '我写的')
    await axed(page)
    await page.getByRole('button', { name: '用我的' }).click()
    await state_of('cause', 'saved').waitFor()
    assert.equal(site.laptop('show', second).cause, '我写的')
  })

  await check('a page that is closed in the middle of a word has sent it', async () => {
    await open(second)
    page.once('dialog', (dialog) => dialog.accept())
    await page.fill('#note', '关闭前的备注')
    await page.keyboard.press('Enter')
    await page.locator('#field-remarks').pressSequentially('关闭前')
    await page.goto('about:blank')
    const kept = () => [site.laptop('show', second).remarks, site.laptop('show', second).notes.at(-1)?.text]
    for (let tries = 0; tries < 50 && !(kept()[0] && kept()[1]); tries++) await page.waitForTimeout(100)
    assert.deepEqual(kept(), ['关闭前', '关闭前的备注'])
    await page.goto(address)
    await page.locator('article').first().waitFor()
  })

  await check('a note that is refused stays where it was written', async () => {
    await open(second)
    const long = '长'.repeat(30_000)
    await page.fill('#note', long)
    await page.locator('form').filter({ has: page.locator('#note') }).getByRole('button').click()
    await page.locator('.toast.bad').waitFor()
    assert.equal((await page.inputValue('#note')).length, long.length)
    await page.fill('#note', '')
  })

  await check('nobody signs before the arrival, and nobody signs a text that is no longer the form\'s', async () => {
    await go(`/orders/${third}/sign`)
    await page.locator('[data-not-there]').waitFor()
    assert.equal(await page.locator('canvas').count(), 0)
    arrive(third)
    await page.locator('canvas').waitFor()
    await stroke(0.2, 0.4)
    site.laptop('set', third, 'treatment=签字前改的')
    await page.locator('.read', { hasText: '签字前改的' }).waitFor()
    await page.getByText('请重新核对后再签字').waitFor()
    assert.ok(await page.getByRole('button', { name: '确认签收' }).isDisabled()) // the ink is gone
    // And when the news does not come, the program sees to it.
    const news = await held('GET', '**/v1/page/news*')
    await news.here
    await stroke(0.2, 0.4)
    site.laptop('set', third, 'treatment=没有人告诉页面')
    await page.getByRole('button', { name: '确认签收' }).click()
    await page.locator('.read', { hasText: '没有人告诉页面' }).waitFor()
    assert.deepEqual(site.laptop('show', third).signoffs, [])
    await news.release()
    await stroke(0.2, 0.4)
    await page.getByRole('button', { name: '确认签收' }).click()
    await page.locator('[data-sign=signed]').waitFor()
  })

  await check('a stroke that was taken back comes back where it was, on a screen of another width', async () => {
    arrive(fourth)
    await go(`/orders/${fourth}/sign`)
    await page.locator('canvas').waitFor()
    await stroke(0.1, 0.3)
    await stroke(0.5, 0.9)
    await page.getByRole('button', { name: '撤销' }).click()
    await page.setViewportSize({ width: 640, height: 900 })
    await page.waitForFunction(() => document.querySelector('canvas').clientWidth < 620)
    await page.emulateMedia({ media: 'print' }) // where there is no pad
    await page.waitForFunction(() => document.querySelector('canvas').clientWidth === 0)
    await page.emulateMedia({ media: 'screen' })
    await page.waitForFunction(() => document.querySelector('canvas').clientWidth > 0)
    await page.getByRole('button', { name: '重做' }).click()
    const signed = page.waitForRequest((request) => request.url().endsWith('/sign'))
    await page.getByRole('button', { name: '确认签收' }).click()
    const { strokes } = JSON.parse(JSON.parse((await signed).postData()).strokes)
    const near = (value, to) => assert.ok(Math.abs(value - to) < 12, `${value} is not near ${to}`)
    assert.equal(strokes.length, 2)
    near(strokes[0].at(0)[0], 60)
    near(strokes[1].at(0)[0], 300)
    near(strokes[1].at(-1)[0], 540)
    await page.setViewportSize({ width: 1280, height: 900 })
    await page.locator('[data-sign=signed]').waitFor()
  })

  await check('on paper a field is as long as its text', async () => {
    const lines = Array.from({ length: 25 }, (_, n) => `第 ${n + 1} 行`)
    site.laptop('set', fifth, 'treatment=' + lines.join('\n'))
    await open(fifth)
    await page.waitForFunction(() => document.querySelector('#field-treatment').value.endsWith('第 25 行'))
    await page.emulateMedia({ media: 'print' })
    const field = page.locator('.field', { has: page.locator('#field-treatment') })
    assert.equal(await field.locator('.on-paper').innerText(), lines.join('\n'))
    assert.ok((await field.locator('.on-paper').boundingBox()).height > 25 * 16)
    assert.ok(!(await page.locator('#field-treatment').isVisible()))
    await page.emulateMedia({ media: 'screen' })
  })

  await check('a scanner\'s code is a part\'s model wherever it is read, and presses no key of the page', async () => {
    await open(fifth)
    await page.evaluate(() => document.activeElement.blur())
    await scans('cN-abc123t') // c is a key of the page, for a hand
    await page.waitForFunction(() => document.querySelector('#part-model').value === 'cN-abc123t')
    assert.match(page.url(), new RegExp(`orders/${fifth}`))
    assert.equal(await page.evaluate(() => document.activeElement.id), 'part-name')
    await page.fill('#part-name', '电源模块')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: '删除 电源模块' }).waitFor()
    await page.focus('#part-note')
    await scans('cN-abc123t')
    await page.waitForFunction(() => document.querySelector('#part-name').value === '电源模块') // fitted before
    assert.deepEqual([await page.inputValue('#part-note'), await page.inputValue('#part-model')], ['', 'cN-abc123t'])
  })

  await check('a time is set right with a reason, and both come home as one write', async () => {
    site.laptop('stamp', sixth, 'departed', '--at', '2026-11-22T08:30:00+08:00')
    site.laptop('stamp', sixth, 'arrived', '--at', '2026-11-22T09:00:00+08:00')
    await open(sixth)
    await page.getByRole('button', { name: '改时间: 到达现场时间' }).click()
    await page.fill('#stamp-at', '2026-11-22 09:05')
    await page.keyboard.press('Tab')
    const save = page.getByRole('dialog').getByRole('button', { name: '保存' })
    assert.ok(await save.isDisabled()) // not without a reason
    await page.fill('#stamp-why', '电脑时钟慢了')
    await save.click()
    await page.locator('.notes', { hasText: '电脑时钟慢了' }).waitFor()
    site.laptop('sync')
    const there = site.desk('order', 'show', sixth)
    assert.deepEqual([there.departed_at, there.arrived_at], ['2026-11-22T08:30:00+08:00', '2026-11-22T09:05:00+08:00'])
    assert.deepEqual(there.notes.map((one) => [one.by, one.text]), [['eng1', '到达现场时间 2026-11-22 09:00 → 2026-11-22 09:05：电脑时钟慢了']])
  })

  await check('who refuses to sign and who is not there stand at the desk with their reasons', async () => {
    arrive(seventh)
    for (const [no, how, state, why, rate] of [[sixth, '拒签', 'refused', '对处理结果有异议', '2'], [seventh, '不在场', 'absent', '值班员外出巡视', '']]) {
      await go(`/orders/${no}/sign`)
      await page.getByText(how, { exact: true }).click()
      const confirm = page.getByRole('button', { name: '确认签收' })
      assert.equal(await page.locator('canvas').count(), 0)
      assert.ok(await confirm.isDisabled()) // not without a reason
      await page.fill('#why', why)
      assert.equal(await page.getByLabel('用户满意度').count(), rate ? 1 : 0) // nobody rates who is not there
      if (rate) await page.getByLabel('用户满意度').getByText('不满意', { exact: true }).click()
      await axed(page)
      await confirm.click()
      await page.locator(`[data-sign=${state}]`).waitFor()
      await page.locator('li', { hasText: why }).waitFor()
      site.laptop('sync')
      const [word, ...others] = site.desk('order', 'show', no).signoffs
      assert.deepEqual([word.role, word.state, word.name, word.reason, word.satisfaction, word.strokes_hash], ['customer', state, orders[0].reporter, why, rate, ''])
      assert.match(word.form_hash, /^[0-9a-f]{64}$/)
      assert.deepEqual(others, [])
    }
  })

  await check('a camera\'s photo comes to the desk small and upright, without what the camera wrote into it', async () => {
    const large = camera(await page.evaluate(drawn, [4000, 3000]))
    assert.ok(large.includes('Exif') && large.includes('CAMERA-7'))
    await open(sixth)
    await page.setInputFiles('input[type=file]', { name: '机柜.jpg', mimeType: 'image/jpeg', buffer: large })
    await page.locator('[data-photo]').waitFor()
    site.laptop('sync')
    const [photo] = site.desk('order', 'show', sixth).photos
    assert.equal(photo.state, 'ready')
    const small = site.asked(server, `/v1/orders/${sixth}/blob/${photo.sha}`)
    console.log(`        ${Math.round(large.length / 1024)} KB became ${Math.round(small.length / 1024)} KB`)
    assert.deepEqual(jpeg_size(small), [1200, 1600]) // it lay on its side
    assert.equal(small.length, photo.size)
    assert.ok(small.length <= photo_max_bytes)
    for (const trace of ['Exif', 'CAMERA-7']) assert.ok(!small.includes(trace), trace)
  })

  await check('what the desk wants done again stands first, says why, and is another visit', async () => {
    const ink = join(site.folder, 'ink.json')
    writeFileSync(ink, JSON.stringify({ w: 600, h: 200, strokes: [[[40, 120, 0, 0.5], [120, 60, 80, 0.6]]] }))
    arrive(fifth)
    site.laptop('set', fifth, 'kind=repair', 'test_result=normal', 'cause=老化', 'result=恢复')
    site.laptop('stamp', fifth, 'restored')
    for (const role of ['customer', 'engineer']) site.laptop('sign', fifth, '--role', role, '--name', '张样例', '--strokes', ink)
    site.laptop('complete', fifth)
    site.laptop('sync')
    site.say(server, fifth, { status_reason: '照片看不清，请补拍' })
    site.laptop('sync')
    await go('/')
    const card = page.locator('article').first()
    await card.getByText('照片看不清，请补拍').waitFor()
    assert.equal(await card.getAttribute('data-no'), fifth)
    await card.getByText('退回').waitFor()
    await card.getByRole('button', { name: `再次上门 ${fifth}` }).click()
    await card.getByRole('button', { name: `出发 ${fifth}` }).waitFor()
    await open(fifth)
    await page.locator('[data-earlier] summary').click()
    assert.match(await page.locator('[data-earlier]').innerText(), /第 1 次上门[\s\S]*恢复时间/)
  })

  await check('a dispute is settled on the page, and the other value stays to be read', async () => {
    site.unplug() // or the page's own syncs come between the two
    site.laptop('set', first, 'result=现场写的')
    site.say(server, first, { result: '服务台写的' })
    site.plug()
    site.laptop('sync')
    await go('/disputes')
    await page.locator('nav .count', { hasText: '1' }).waitFor()
    await page.getByText('两边同时改了这一项').waitFor()
    await page.getByRole('button', { name: '采用: 暂存的值' }).click()
    await page.locator('[data-held=settle]', { hasText: '采用“现场写的”' }).waitFor()
    assert.equal(await page.getByRole('button', { name: '采用: ' }).count(), 0) // decided once
    assert.equal(site.laptop('show', first).disputes[0].state, 'open')
    await page.locator('[data-held=settle]').getByRole('button', { name: '撤销' }).click()
    await page.getByRole('button', { name: '采用: 暂存的值' }).click()
    await page.getByText('没有冲突').waitFor()
    await page.locator('[data-settled] summary').click()
    assert.match(await page.locator('[data-settled] li').innerText(), /现场写的（eng1） \/ 服务台写的 — 由 eng1 处理/)
    await axed(page)
    assert.equal(site.laptop('show', first).result, '现场写的')
  })

  await check('what the desk did not take is told with its reason', async () => {
    site.unplug()
    site.laptop('set', second, 'result=现场写的')
    site.say(server, second, { result: '服务台写的' })
    site.plug()
    site.laptop('sync')
    site.unplug()
    site.beside('enrol', '--server', server, '--code', site.desk('device', 'code', 'eng1').code)
    site.beside('sync')
    const { id } = site.laptop('show', second).disputes.find((one) => one.state === 'open')
    site.beside('disputes', 'settle', id, 'theirs')
    site.beside('sync')
    site.laptop('disputes', 'settle', id, 'mine') // and nobody has told him that it is over
    site.plug()
    site.laptop('sync')
    await go('/sync')
    await page.locator('[data-refused] li', { hasText: second }).waitFor()
    assert.match(await page.locator('[data-refused] li').innerText(), /处理冲突[\s\S]*现场写的/)
    await axed(page)
    assert.match(await page.locator('[data-refused] li').innerText(), /抢修结果/)
    assert.equal(site.laptop('status').refused[0].code, 'already_settled')
  })

  await quiet(seen)
} catch (error) {
  await check('the truth', () => { throw error })
} finally {
  if (process.env.HUIDAN_KEEP) await page?.screenshot({ path: process.env.HUIDAN_KEEP, fullPage: true }).catch(() => {})
  await site.end()
}
closed()
