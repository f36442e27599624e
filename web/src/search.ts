// Finds orders by number, unit, person, phone and pinyin initials. The table of readings is large:
// it comes when somebody searches.
import type { Order } from './api'
import { field } from './life'

type Initials = (text: string) => string
let initials: Initials | null = null

export async function learnPinyin() {
  if (initials) return
  const { pinyin } = await import('pinyin-pro')
  initials = (text) => pinyin(text, { pattern: 'first', toneType: 'none', type: 'array', nonZh: 'consecutive' }).join('').toLowerCase()
}

export function matches(order: Order, typed: string): boolean {
  const word = typed.trim().toLowerCase()
  if (!word) return true
  const names = [order.no, ...['reporter_unit', 'reporter', 'phone', 'description', 'equipment'].map((name) => field(order, name))]
  if (names.some((name) => name.toLowerCase().includes(word))) return true
  return /^[a-z]+$/.test(word) && !!initials && [names[1]!, names[2]!].some((name) => initials!(name).includes(word))
}
