// The day with no network: enrol, pull, unplug, work five orders with photos and both signatures,
// print, lose the program in the middle, plug in, sync. The page must tell the truth at each step.
import assert from 'node:assert/strict'
import { Site, check, closed, watched } from './site.mjs'
import { orders } from './sample.mjs'

const site = new Site()
let page, seen, address
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

async function whole(order) {
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
  await page.locator('[data-photo=pending]').waitFor()
  await page.getByRole('button', { name: `恢复 ${order.no}` }).click()
  await page.getByRole('button', { name: `签收 ${order.no}` }).click()
  await sign(order.no, 'customer')
  await sign(order.no, 'engineer')
  await page.getByRole('button', { name: `完工 ${order.no}` }).click()
  await page.getByText('已完工').waitFor()
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
  context.setDefaultTimeout(15000)
  seen = watched(context)
  page = await context.newPage()

  await check('a laptop that is nobody\'s is enrolled by its page, and shows the departure check', async () => {
    await page.goto(address)
    await page.fill('#server', server)
    await page.fill('#code', code)
    await page.getByRole('button', { name: '登记并取单' }).click()
    await page.getByText('出发', { exact: false }).first().waitFor()
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
    await whole(orders[4])
  })

  await check('plugged in, every value, stroke and photo arrives, and only then the page says confirmed', async () => {
    await go('/sync')
    assert.match(await text(truth('waiting')), /5 张照片/)
    site.plug()
    await page.getByRole('button', { name: '立即同步' }).click()
    await page.getByText('0 项修改，0 张照片').waitFor({ timeout: 60000 })
    assert.match(await text(truth('confirmed')), /回执/)
    for (const { no } of orders) {
      const [here, there] = [site.laptop('show', no), site.desk('order', 'show', no)]
      for (const name of [...Object.keys(work), 'departed_at', 'arrived_at', 'restored_at', 'test_result', 'kind', 'status']) assert.equal(there[name], here[name], no + ' ' + name)
      assert.equal(there.result, `${work.result} ${no}`)
      assert.deepEqual(there.signoffs.map((one) => [one.role, one.state, one.strokes_hash]), here.signoffs.map((one) => [one.role, one.state, one.strokes_hash]))
      assert.equal(there.signoffs.length, 2)
      assert.ok(there.signoffs.every((one) => one.state === 'signed' && one.strokes_hash))
      assert.deepEqual(there.photos.map((one) => one.state), ['ready'])
      assert.equal(there.parts.length, 1)
      assert.equal(there.copies.length, 2)
    }
    await go('/orders/' + orders[0].no)
    await page.locator('[data-photo=ready]').waitFor()
  })

  await check('nothing left loopback, nothing broke the policy, nothing was complained of', async () => {
    assert.deepEqual(seen.away, [])
    assert.deepEqual(seen.policy, [])
    assert.deepEqual(seen.errors, [])
  })
} catch (error) {
  await check('the day', () => { throw error })
} finally {
  if (process.env.HUIDAN_KEEP) await page?.screenshot({ path: process.env.HUIDAN_KEEP, fullPage: true }).catch(() => {})
  await site.end()
}
closed()
