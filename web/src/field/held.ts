// What cannot be unwritten once it is written: a stamp that moves the order on, a note, a photo, a
// settlement. It is held here for some seconds instead of being asked about, with a way to take it
// back, and nothing calls it saved before it is. Going on to another screen or to the next such act
// writes it at once; so does closing the page. What the program refuses goes back to where it came
// from; while the program is stopped it stays here.
import { reactive, watch } from 'vue'
import { Refused } from '../shared/wire'
import { complain, state } from './state'
import { say, toast } from '../shared/toast'
import { clock, t } from '../shared/text'

export interface Held {
  no: string
  what: 'step' | 'time' | 'note' | 'photo' | 'settle'
  of: string // which of them: the step, the dispute
  text: string // as people read it
  write: () => Promise<unknown>
  back?: () => void // it has been taken back, or was refused
}
interface Holding extends Held {
  id: number
  mark: 'held' | 'writing' | 'failed'
}

/** In the order in which they were done; empty when all is written. */
export const held = reactive<Holding[]>([])
const hold_ms = 5000
let last = 0
let told = '' // of the last press, while it is held
let turn = Promise.resolve(true)

/** Everything of that order that is held, of one kind. */
export const heldOf = (no: string, what: Held['what']) => held.filter((one) => one.no === no && one.what === what)

/** What one press did: written, or taken back, together. */
export function hold(...acts: Held[]) {
  void writeHeld()
  const ids = acts.map(() => ++last)
  acts.forEach((act, n) => held.push({ ...act, id: ids[n]!, mark: 'held' }))
  setTimeout(() => void writeHeld(ids), hold_ms)
  told = t('page.held', { what: acts.map((act) => act.text).join(t('page.list')) })
  say(told, async () => ids.forEach(takeBack), hold_ms)
}

export function takeBack(id: number) {
  const one = held.find((one) => one.id === id)
  if (!one || one.mark === 'writing') return
  drop(id)
  one.back?.()
}

function drop(id: number) {
  held.splice(held.findIndex((one) => one.id === id), 1)
}

/** Writes what is held now, in turn; false when something of it was refused. */
export function writeHeld(ids = held.map((one) => one.id)): Promise<boolean> {
  turn = turn.then(() => writeAll(ids))
  return turn
}

async function writeAll(ids: number[]): Promise<boolean> {
  for (const id of ids) {
    const one = held.find((one) => one.id === id)
    if (!one) continue // taken back, or written meanwhile
    one.mark = 'writing'
    try {
      await one.write()
      drop(id)
      // Of an earlier press nothing is said any more: the way back from the last one stands there. Nor is
      // anything said over what has been said since: it may be another way back.
      if (id === last && (!toast.value || toast.value.text === told)) say(`${t('page.saved', { time: clock(new Date().toISOString()) })} · ${one.text}`)
    } catch (error) {
      complain(error)
      one.mark = 'failed'
      if (error instanceof Refused && ['stopped', 'unauthorized'].includes(error.code)) return true
      drop(id)
      one.back?.()
      return false
    }
  }
  return true
}

watch(() => state.stopped, (stopped) => stopped || void writeHeld())
addEventListener('pagehide', () => void writeHeld())
addEventListener('beforeunload', (event) => {
  if (held.length) event.preventDefault()
})
