// The sheets that came home: registered one after the other, in the order in which they were scanned.
import { reactive } from 'vue'
import { Refused } from '../shared/wire'
import { api, type Registered } from './api'
import { complain } from './session'

export interface Scanned {
  id: number
  code: string
  done?: Registered
  refused?: Refused
}

/** Of this sitting, the last one first. */
export const scanned = reactive<Scanned[]>([])
const shown_max = 100
let turn = Promise.resolve()
let last = 0

export const isCode = (text: string) => /^WO[12]:/.test(text)

export function register(code: string) {
  scanned.unshift({ id: ++last, code })
  const row = scanned[0]!
  scanned.splice(shown_max)
  turn = turn.then(async () => {
    try {
      row.done = await api.register(code)
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      row.refused = error
      if (error.code === 'unauthorized') complain(error)
    }
  })
}
