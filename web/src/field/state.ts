// What the whole page knows: orders, status, and the news that keep both fresh.
import { markRaw, reactive } from 'vue'
import { api, correcting, type Status } from './api'
import { Refused, type Order } from '../shared/wire'
import { field, locked } from '../shared/life'
import { pause, retry_ms } from '../shared/patient'
import { t } from '../shared/text'
import { show } from '../shared/toast'

export const state = reactive({
  status: null as Status | null,
  orders: [] as Order[],
  loaded: false,
  stopped: false,
  closed: false,
})

/** Says in words what was refused. */
export function complain(error: unknown) {
  if (!(error instanceof Refused)) throw error
  if (error.code === 'stopped') state.stopped = true
  else if (error.code === 'unauthorized') state.closed = true
  else if (error.code === 'not_complete') show({ text: t('page.missing', { field: t('field.' + error.field) }), bad: true }, 10000)
  // How the line failed is for a log.
  else show({ text: error.code === 'no_network' ? t('error.no_network') : error.message, bad: true }, 10000)
}

export async function refresh() {
  const orders = api.orders().catch((error: unknown) => {
    if (error instanceof Refused && error.code === 'not_enrolled') return []
    throw error
  })
  const [status, all] = await Promise.all([api.status(), orders])
  state.status = status
  state.orders = all.map((order) => markRaw(order)) // an order is replaced whole, never written into
  state.loaded = true
}

/** Whoever else has it by now: it is shown here, and its new holder works on it. */
export function givenTo(order: Order): string {
  const holder = field(order, 'assignee')
  return holder === state.status?.user ? '' : holder
}

/** What the desk has not confirmed yet. */
export const waits = () => (state.status?.unsent_ops ?? 0) + (state.status?.unsent_blobs ?? 0) + (state.status?.packets ?? 0)

/** Takes what a write answered with into the list. */
export function took(order: Order): Order {
  if (!locked(order)) correcting.delete(order.no) // corrected: the next signature locks it again
  const i = state.orders.findIndex((one) => one.no === order.no)
  if (i >= 0) state.orders[i] = markRaw(order)
  else state.orders.push(markRaw(order))
  return order
}

let looked = () => {}
/** Done when all has been read for the first time, or that has failed. */
export const firstLook = new Promise<void>((done) => (looked = done))

/** For ever: reads all there is, waits for news, and reads anew. */
export async function follow() {
  let seen = 0
  let whole = false // what is on the screen has been read since anything failed
  for (;;) {
    try {
      if (!whole) {
        await refresh()
        seen = state.status!.news.number
        whole = true
        state.stopped = false
        looked()
      }
      const news = await api.news(seen)
      state.stopped = false
      state.status!.news = news
      if (news.number === seen) continue
      seen = news.number
      if (!news.total) await refresh() // a pull under way is read at its end, not at each of its steps
    } catch (error) {
      whole = false
      complain(error)
      looked()
      if (state.closed) return
      await pause(retry_ms)
    }
  }
}
