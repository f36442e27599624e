// What is asked of every screen of either page: no finding of axe, nothing wider than the screen, a
// first load that is small. With HUIDAN_SHOTS=DIR it leaves a picture of each.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { axed } from './site.mjs'

const shots = process.env.HUIDAN_SHOTS
const viewer_ms = 6000 // a browser's viewer of PDFs tells nobody when it has drawn one
export const widths = [[1280, 900], [390, 844]]
export const languages = ['zh-Hans', 'zh-Hant', 'en']

/** The languages side by side: most of the time goes into waiting for a screen to stand still. */
export const in_each = (body) => Promise.all(languages.map(body))

/** Goes there and waits until the screen has said the same for a moment. */
export async function go(page, path) {
  await page.evaluate((to) => (location.hash = to), path)
  let before = null
  for (let same = 0; same < 3; ) {
    await page.waitForTimeout(60)
    const now = await page.evaluate(() => location.hash + document.querySelector('main').innerHTML)
    same = now === before && /<h[12]/.test(now) && !now.includes('aria-busy="true"') ? same + 1 : 0
    before = now
  }
}

/** In the page: what looks as if it were pressed and is nothing that a keyboard comes to. */
function mouse_only() {
  const reached = 'a[href], button, input, select, textarea, summary, label, option'
  const pressed = (one) => getComputedStyle(one).cursor === 'pointer' && one.getClientRects().length > 0
  return [...document.querySelectorAll('body *')].filter((one) => pressed(one) && !one.closest(reached)).map((one) => one.outerHTML.slice(0, 120))
}

export async function looked(page, name) {
  await axed(page)
  assert.deepEqual(await page.evaluate(mouse_only), [])
  const [wide, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth])
  assert.ok(wide <= screen, `${wide} px on a screen of ${screen} px`)
  if (!shots) return
  const [framed, over] = await page.evaluate(() => [!!document.querySelector('iframe'), [...document.querySelectorAll('[role=dialog]')].some((one) => one.getClientRects().length > 0)])
  if (framed) await page.waitForTimeout(viewer_ms)
  await page.screenshot({ path: join(shots, name + '.png'), fullPage: !over })
}

/** An English screen holds no Chinese. */
export async function english_only(page) {
  assert.doesNotMatch(await page.evaluate(() => document.querySelector('main').innerText), /\p{Script=Han}/u)
}

/** What a browser that was never here fetches until `sign` is on the screen; `enter` leads there. */
export async function first_load(browser, address, most_bytes, sign, enter = () => {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
  const page = await context.newPage()
  const devtools = await context.newCDPSession(page)
  await devtools.send('Network.enable')
  let bytes = 0
  devtools.on('Network.loadingFinished', (event) => (bytes += event.encodedDataLength))
  await page.goto(address)
  await enter(page)
  await page.locator(sign).first().waitFor()
  console.log(`        first load ${Math.round(bytes / 1024)} KB`)
  assert.ok(bytes <= most_bytes, `${bytes} bytes`)
  await context.close()
}
