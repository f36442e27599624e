// SIGKILL within 50 ms of 已保存, again and again: the value must be there. HUIDAN_KILLS says how
// often; ./dev test runs a share of what ./dev soak runs.
import assert from 'node:assert/strict'
import { Site, check, closed, patience_ms } from './site.mjs'
import { orders } from './sample.mjs'

const times = Number(process.env.HUIDAN_KILLS ?? 8)
const within_ms = 50
const site = new Site()
try {
  site.orders(orders.slice(0, 1))
  const server = await site.serve()
  site.laptop('enrol', '--server', server, '--code', site.desk('device', 'code', 'eng1').code)
  site.laptop('sync')
  const no = orders[0].no
  const browser = await site.browser()
  const page = await browser.newPage()
  page.setDefaultTimeout(patience_ms)
  await page.addInitScript(() => {
    // The moment the page says so, in the page's own time.
    new MutationObserver(() => {
      if (document.querySelector('#field-treatment-state[data-mark=saved]') && !window.saidAt) {
        window.saidAt = Date.now()
        window.said?.()
      }
    }).observe(document, { subtree: true, childList: true, attributes: true })
  })
  let said
  await page.exposeFunction('said', () => said())
  const late = []
  await check(`killed ${times} times within ${within_ms} ms of the word, everything is there`, async () => {
    let done = 0
    for (let tries = 0; done < times && tries < times * 3; tries++) {
      const address = await site.page()
      await page.goto(address)
      await page.evaluate((to) => (location.hash = to), '/orders/' + no)
      const value = `处理 ${tries} ${'详'.repeat(tries % 40)}完`
      const killed = new Promise((over) => (said = () => over((site.program.kill('SIGKILL'), Date.now()))))
      const gone = new Promise((over) => site.program.on('exit', over))
      await page.fill('#field-treatment', value)
      const at = await killed
      await gone
      const after = at - (await page.evaluate(() => window.saidAt))
      assert.equal(site.laptop('show', no).treatment, value)
      if (after <= within_ms) done++
      else late.push(after)
    }
    assert.equal(done, times, `only ${done} kills came in time; late ones after ${late} ms`)
  })
} catch (error) {
  await check('killed', () => { throw error })
} finally {
  await site.end()
}
closed()
