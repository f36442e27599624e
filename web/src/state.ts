// What the whole page knows: orders, status, and the news that keep both fresh.
import { markRaw, reactive } from 'vue'
import { api, correcting, Refused, type Order, type Status } from './api'
import { locked } from './life'
import { t } from './text'

export const state = reactive({
  status: null as Status | null,
  orders: [] as Order[],
  loaded: false,
  stopped: false,
  closed: false,
  toast: null as null | { text: string; undo?: () => Promise<unknown>; bad?: boolean },
})

let fading = 0
export function say(text: string, undo?: () => Promise<unknown>) {
  show({ text, undo }, 8000)
}
function show(toast: NonNullable<typeof state.toast>, ms: number) {
  clearTimeout(fading)
  state.toast = toast
  fading = window.setTimeout(() => (state.toast = null), ms)
}

/** Says in words what was refused. */
export function complain(error: unknown) {
  if (!(error instanceof Refused)) throw error
  if (error.code === 'stopped') state.stopped = true
  else if (error.code === 'unauthorized') state.closed = true
  else if (error.code === 'not_complete') show({ text: t('page.missing', { field: t('field.' + error.field) }), bad: true }, 10000)
  else show({ text: error.message, bad: true }, 10000)
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

/** Takes what a write answered with into the list. */
export function took(order: Order): Order {
  if (!locked(order)) correcting.delete(order.no) // corrected: the next signature locks it again
  const i = state.orders.findIndex((one) => one.no === order.no)
  if (i >= 0) state.orders[i] = markRaw(order)
  else state.orders.push(markRaw(order))
  return order
}

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms))

/** For ever: waits for news and reads anew. */
export async function follow() {
  let seen = state.status?.news.number ?? 0
  for (;;) {
    try {
      const news = await api.news(seen)
      if (state.status) state.status.news = news
      if (news.total) {
        seen = news.number // a pull is under way: its end is read, not each of its steps
        continue
      }
      if (news.number !== seen || state.stopped) {
        seen = news.number
        state.stopped = false
        await refresh()
      }
    } catch (error) {
      if (error instanceof Refused && error.code === 'unauthorized') {
        state.closed = true
        return
      }
      state.stopped = true
      await pause(1000)
    }
  }
}
