// The day with no network: enrol, pull, unplug, work five orders with photos and both signatures,
// print, lose the program in the middle, plug in, sync. The page must tell the truth at each step.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { Site, check, closed, patience_ms, quiet, watched } from './site.mjs'
import { orders } from './sample.mjs'

const site = new Site()
let page, seen, address, made
/** The units in turn are 南湖 and 东岭. */
const odd = orders.filter((one) => one.reporter_unit.startsWith('东岭')).map((one) => one.no)
const text = (locator) => locator.innerText()
const truth = (name) => page.locator(`[data-truth=${name}]`)
const card = (no) => page.locator(`article[data-no="${no}"]`)

const go = (hash) => page.evaluate((to) => (location.hash = to), hash)
const work = { equipment: '调度台电话主机', treatment: '更换电源模块，重新上电测试', cause: '电源模块老化', result: '通话恢复正常' }

/** Types into a field and waits until the page says that it is saved. */
async function fill(name, value) {
  await page.fill('#field-' + name, value)
  await page.locator(`#field-${name}-state[data-mark=saved]`).waitFor()
}

/** Something that only the network brings home. */
async function fill_again() {
  await go('/orders/' + made)
  await fill('remarks', '留待联网')
}

async function draw() {
  const pad = page.locator('canvas')
  await pad.scrollIntoViewIfNeeded()
  const box = await pad.boundingBox()
  for (const k of [0.2, 0.5]) {
    await page.mouse.move(box.x + box.width * k, box.y + box.height * 0.3)
    await page.mouse.down()
    for (let i = 1; i <= 12; i++) await page.mouse.move(box.x + box.width * (k + i * 0.02), box.y + box.height * (0.3 + 0.4 * Math.abs(Math.sin(i))))
    await page.mouse.up()
  }
}

async function sign(no, role) {
  await page.getByRole('heading', { name: role === 'customer' ? '报修单位' : '维修单位' }).waitFor()
  await page.fill('#signer', role === 'customer' ? '张样例' : 'eng1')
  await draw()
  if (role === 'customer') await page.getByLabel('用户满意度').getByText('很满意', { exact: true }).click()
  await page.getByRole('button', { name: '确认签收' }).click()
  await page.locator('[data-sign=signed]').nth(role === 'customer' ? 0 : 1).waitFor()
}

async function picture(no) {
  const bytes = await page.evaluate(async (words) => {
    const canvas = new OffscreenCanvas(2400, 1800)
    const pen = canvas.getContext('2d')
    for (let i = 0; i < 200; i++) {
      pen.fillStyle = `hsl(${(i * 37) % 360} 60% 50%)`
      pen.fillRect((i * 131) % 2400, (i * 71) % 1800, 200, 150)
    }
    pen.font = '200px sans-serif'
    pen.fillStyle = '#000'
    pen.fillText(words, 100, 900)
    const blob = await canvas.convertToBlob({ type: 'image/png' })
    return [...new Uint8Array(await blob.arrayBuffer())]
  }, no)
  return Buffer.from(bytes)
}

/** What is signed is locked until the engineer says that he corrects it; then both sign again. */
async function correct(no) {
  await go('/orders/' + no)
  const field = page.locator('#field-treatment')
  await page.getByText('第 1 版已签字').waitFor()
  assert.ok(await field.evaluate((input) => input.readOnly))
  assert.equal(await page.locator('#part-name').count(), 0)
  await page.getByRole('button', { name: '更正' }).click()
  await page.fill('#correct-why', '写错了模块型号')
  await page.getByRole('dialog').getByRole('button', { name: '更正' }).click()
  await page.locator('#part-name').waitFor()
  await fill('treatment', `${work.treatment} ${no} 更正`)
  await page.getByText('签字后的更正').waitFor()
  await go(`/orders/${no}/sign`)
  await page.locator('[data-sign=stale]').nth(1).waitFor()
  await sign(no, 'customer')
  await sign(no, 'engineer')
  await go('/orders/' + no)
  await page.getByText('第 2 版已签字').waitFor()
}

async function whole(order, { corrected = false } = {}) {
  await go('/')
  for (const step of ['出发', '到场']) await card(order.no).getByRole('button', { name: `${step} ${order.no}` }).click()
  await card(order.no).getByRole('button', { name: `恢复 ${order.no}` }).waitFor()
  await go('/orders/' + order.no)
  await page.getByText('故障维修', { exact: true }).click()
  await page.getByText('正常', { exact: true }).click()
  for (const [name, value] of Object.entries(work)) await fill(name, `${value} ${order.no}`)
  await page.fill('#part-name', '电源模块')
  await page.fill('#part-model', 'PM-48')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: '删除 电源模块' }).waitFor()
  await page.setInputFiles('input[type=file]', { name: '机柜.png', mimeType: 'image/png', buffer: await picture(order.no) })
  await page.locator('[data-held=photo]').waitFor() // and going on writes it
  await page.getByRole('button', { name: `恢复 ${order.no}` }).click()
  await page.locator('[data-photo=pending]').waitFor()
  await page.getByRole('button', { name: `签收 ${order.no}` }).click()
  await sign(order.no, 'customer')
  await sign(order.no, 'engineer')
  if (corrected) await correct(order.no)
  await page.getByRole('button', { name: `完工 ${order.no}` }).click()
  await page.locator('[data-held=step]').waitFor()
  assert.equal(await page.locator('.good', { hasText: '已完工' }).count(), 0)
  await go(`/orders/${order.no}/print`)
  await page.locator('iframe').waitFor()
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: '保存 PDF' }).click()
  assert.equal((await download).suggestedFilename(), order.no + '.pdf')
  await page.getByText('已打印 2 张').waitFor()
}

try {
  site.orders(orders)
  const server = await site.serve()
  const code = site.desk('device', 'code', 'eng1').code
  address = await site.page()
  const browser = await site.browser()
  const context = await browser.newContext({ locale: 'zh-CN', viewport: { width: 1280, height: 900 }, acceptDownloads: true })
  context.setDefaultTimeout(patience_ms)
  seen = watched(context)
  page = await context.newPage()

  await check('a laptop that is nobody\'s is enrolled by its page, and shows the departure check', async () => {
    await page.goto(address)
    await page.fill('#server', server)
    await page.fill('#code', code)
    await page.getByRole('button', { name: '登记并取单' }).click()
    await page.getByRole('heading', { name: '出发检查' }).waitFor()
    await go('/')
    await card(orders[4].no).waitFor()
    assert.equal(await page.locator('article').count(), 5)
  })

  await check('unplugged, the page says so and goes on', async () => {
    site.unplug()
    await whole(orders[0])
    await go('/sync')
    assert.match(await text(truth('waiting')), /[1-9]\d* 项修改，1 张照片/)
    assert.match(await text(truth('confirmed')), /还没有|回执/)
  })

  await check('two more orders without a network', async () => {
    await whole(orders[1])
    await whole(orders[2])
  })

  await check('killed in the middle of an order, everything that was called saved is there', async () => {
    const port = new URL(address).host
    await go('/orders/' + orders[3].no)
    await fill('treatment', '断电前写下的处理方式')
    await site.kill()
    await page.getByText('程序没有运行').waitFor()
    address = await site.page(port)
    await page.goto(address)
    await go('/orders/' + orders[3].no)
    await page.waitForFunction(() => document.querySelector('#field-treatment')?.value === '断电前写下的处理方式')
    assert.equal(site.laptop('show', orders[0].no).result, `${work.result} ${orders[0].no}`)
  })

  await check('the two last orders', async () => {
    await whole(orders[3])
    await whole(orders[4], { corrected: true })
  })

  await check('an order is made on site, and found by its initials and in either script', async () => {
    await go('/new')
    await page.fill('#new-reporter_unit', '西溪變電站（範例）')
    await page.fill('#new-symptoms', '屏幕無顯示')
    await page.getByRole('button', { name: '新建', exact: true }).click()
    await page.getByText('已新建 WX-').waitFor()
    made = await page.locator('h1').innerText()
    assert.match(made, /^WX-\d{8}-[0-9A-F]{8}-01$/)
    await go('/')
    for (const [typed, found] of [['西溪变电站', [made]], ['屏幕无显示', [made]], ['xxbdz', [made]], ['東嶺', odd], ['dlgdgs', odd], ['555-0103', [orders[2].no]]]) {
      await page.fill('#search', typed)
      await page.waitForFunction((n) => document.querySelectorAll('[data-no], .done li').length === n, found.length)
      const shown = await page.locator('[data-no], .done li').evaluateAll((rows) => rows.map((row) => row.dataset.no ?? row.querySelector('a').innerText))
      assert.deepEqual(shown.sort(), found, typed)
    }
    await page.fill('#search', '')
  })

  await check('a character that no font has, and what the code has no room for, is named before a sheet is spent on it', async () => {
    site.laptop('set', made, 'treatment=\uE000\u{10FFFD}')
    await go(`/orders/${made}/print`)
    await page.locator('[data-missing]', { hasText: 'U+E000 U+10FFFD' }).waitFor()
    assert.equal(await page.locator('[data-missing-sheets]').count(), 0)
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: '保存 PDF' }).click()
    await download
    await page.locator('[data-missing-sheets] li', { hasText: '存根联第 1 次打印：〓 代替了 U+E000 U+10FFFD' }).waitFor()
    assert.deepEqual(site.laptop('show', made).copies.map((one) => one.missing), ['U+E000 U+10FFFD', 'U+E000 U+10FFFD'])
    await page.getByText('客户联', { exact: true }).click()
    await page.locator('[data-missing]').waitFor()
    site.laptop('set', made, 'treatment=')
    await page.locator('[data-missing]').waitFor({ state: 'detached' })
    await page.getByText('存根联', { exact: true }).click()
    site.laptop('set', made, 'treatment=' + Array.from({ length: 400 }, (_, n) => `${n * 7919}号绝缘子，`).join(''))
    await page.locator('[data-left-out]', { hasText: '存根联二维码容不下：处理方式' }).waitFor()
    site.laptop('set', made, 'treatment=')
    await page.locator('[data-left-out]').waitFor({ state: 'detached' })
  })

  await check('with no network for long, a file goes to the desk and its answer comes back', async () => {
    await go('/sync')
    await page.locator(`[data-queue="${made}"]`).waitFor()
    assert.match(await text(page.locator(`[data-queue="${orders[0].no}"]`)), /\d+ 项修改（[\d.]+ KB） · 1 张照片（[\d.]+ KB）/)
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: '导出到文件' }).click()
    const [out, answer] = ['out', 'answer'].map((name) => join(site.folder, name + '.bundle'))
    await (await download).saveAs(out)
    assert.match(await text(truth('waiting')), /5 张照片/)
    site.desk('bundle', out, '--out', answer)
    assert.equal(site.desk('order', 'show', made).reporter_unit, '西溪變電站（範例）')
    await page.setInputFiles('input[type=file]', answer)
    await truth('confirmed').filter({ hasText: '回执' }).waitFor()
    assert.match(await text(truth('waiting')), /^\D+0 项修改/)
  })

  await check('plugged in, every value, stroke and photo arrives, and only then the page says confirmed', async () => {
    await go('/sync')
    await fill_again()
    await go('/sync')
    await page.getByText('1 项修改').first().waitFor()
    site.plug()
    await page.getByRole('button', { name: '立即同步' }).click()
    await page.getByText('0 项修改，0 张照片').waitFor()
    assert.match(await text(truth('confirmed')), /回执/)
    for (const { no } of orders) {
      const [here, there] = [site.laptop('show', no), site.desk('order', 'show', no)]
      for (const name of [...Object.keys(work), 'departed_at', 'arrived_at', 'restored_at', 'test_result', 'kind', 'status']) assert.equal(there[name], here[name], no + ' ' + name)
      assert.equal(there.result, `${work.result} ${no}`)
      const kept = (order) => order.signoffs.map((one) => [one.role, one.state, one.satisfaction, one.strokes_hash])
      assert.deepEqual(kept(there), kept(here))
      const standing = there.signoffs.filter((one) => one.state === 'signed')
      assert.equal(there.signoffs.length, no === orders[4].no ? 4 : 2)
      assert.deepEqual(standing.map((one) => [one.role, one.satisfaction]), [['customer', '5'], ['engineer', '']])
      assert.ok(standing.every((one) => one.strokes_hash))
      assert.deepEqual(there.photos.map((one) => [one.state, one.sha, one.size]), here.photos.map((one) => ['ready', one.sha, one.size]))
      assert.match(there.photos[0].sha, /^[0-9a-f]{64}$/)
      assert.equal(there.photos.length, 1)
      assert.equal(there.parts.length, 1)
      assert.equal(there.copies.length, 2)
    }
    await go('/orders/' + orders[0].no)
    await page.locator('[data-photo=ready]').waitFor()
  })

  await quiet(seen)
} catch (error) {
  await check('the day', () => { throw error })
} finally {
  if (process.env.HUIDAN_KEEP) await page?.screenshot({ path: process.env.HUIDAN_KEEP, fullPage: true }).catch(() => {})
  await site.end()
}
closed()
