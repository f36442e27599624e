// What was written into a field and is not on the disk yet. It is kept here and not in the field, so
// that leaving the screen, a word that was refused, a clash that nobody has decided or a program that
// has stopped take none of it away: it stands in its field again, and is sent again by itself as soon
// as the program answers.
import { reactive, watch } from 'vue'
import { api } from './api'
import { Refused, type Order } from '../shared/wire'
import { field } from '../shared/life'
import { complain, state, took } from './state'
import { say } from '../shared/toast'
import { clock, t } from '../shared/text'

export interface Draft {
  no: string
  name: string
  value: string
  seen: string // what stood there when the engineer began to write
  mark: 'typing' | 'saving' | 'failed'
  theirs: string | null // what came in meanwhile: he says which of the two stands
}

/** By order and field; empty when everything that was written is on the disk. */
export const drafts = reactive(new Map<string, Draft>())
/** When a field was last saved, by order and field. */
export const savedAt = reactive(new Map<string, string>())

const pause_ms = 600 // of typing, after which a field is saved
const timers = new Map<string, number>()
const turns = new Map<string, Promise<void>>() // one request at a time for each field

export const keyOf = (no: string, name: string) => `${no} ${name}`

/** The engineer has written; what stands there already is no draft. */
export function write(order: Order, name: string, value: string) {
  const key = keyOf(order.no, name)
  const draft = drafts.get(key)
  if (draft) {
    draft.value = value
    if (draft.mark !== 'saving') draft.mark = 'typing'
    if (value === draft.seen && draft.mark !== 'saving' && draft.theirs === null) drafts.delete(key)
  } else if (value !== field(order, name)) {
    drafts.set(key, { no: order.no, name, value, seen: field(order, name), mark: 'typing', theirs: null })
  }
  rest(key)
  timers.set(key, window.setTimeout(() => void save(key), pause_ms))
}

/** Not yet: a word is being composed. */
export function rest(key: string) {
  clearTimeout(timers.get(key))
}

/** Saves it now; done when the disk has it or somebody must decide. */
export function save(key: string): Promise<void> {
  rest(key)
  const turn = (turns.get(key) ?? Promise.resolve()).then(() => send(key))
  turns.set(key, turn)
  return turn
}

async function send(key: string) {
  const draft = drafts.get(key)
  if (!draft || draft.theirs !== null) return
  const { no, name, value: sent, seen: was } = draft
  draft.mark = 'saving'
  try {
    const order = await api.set(no, { [name]: sent }, { [name]: was })
    savedAt.set(key, new Date().toISOString())
    const now = field(order, name)
    const whole = draft.value === sent
    if (whole) drafts.delete(key)
    else Object.assign(draft, { seen: now, mark: 'typing' }) // he went on writing: that is not saved
    took(order)
    if (whole) say(`${t('page.saved', { time: clock(savedAt.get(key)) })} · ${t('field.' + name)}`, () => put(order, name, was))
  } catch (error) {
    draft.mark = 'failed'
    if (error instanceof Refused && error.code === 'changed_meanwhile' && error.field === name) draft.theirs = field(took(await api.order(no)), name)
    else complain(error)
  }
}

/** Writes and saves at once. */
export async function put(order: Order, name: string, value: string) {
  write(order, name, value)
  await save(keyOf(order.no, name))
}

/** Decides a clash: both values were on the screen. */
export async function decide(key: string, mine: boolean) {
  const draft = drafts.get(key)!
  if (!mine || draft.value === draft.theirs) {
    drafts.delete(key)
    return
  }
  Object.assign(draft, { seen: draft.theirs, theirs: null })
  await save(key)
}

const sendAll = () => drafts.forEach((_, key) => void save(key))
// The program is back; and whoever closes the page in the middle of a word has it sent on the way out.
watch(() => state.stopped, (stopped) => stopped || sendAll())
addEventListener('pagehide', sendAll)
addEventListener('beforeunload', (event) => {
  if (drafts.size) event.preventDefault()
})
