// Finds orders by number, unit, person, phone, words and pinyin initials; Simplified finds
// Traditional and the other way round, half-width full-width. Both tables are large: they come when
// somebody searches.
import type { Order } from '../shared/wire'
import { field } from '../shared/life'
import { patiently } from '../shared/patient'

type Fold = (text: string) => string
let simplified: Fold | null = null
let initials: Fold | null = null
const named = ['reporter_unit', 'reporter'] // found by their initials as well
const told = [...named, 'phone', 'symptoms', 'description', 'equipment']

export async function learnChinese() {
  if (initials) return
  const [{ pinyin }, { Converter }] = await Promise.all([patiently(() => import('pinyin-pro')), patiently(() => import('opencc-js/t2cn'))])
  simplified = Converter({ from: 't', to: 'cn' })
  initials = (text) => pinyin(text, { pattern: 'first', toneType: 'none', type: 'array', nonZh: 'consecutive' }).join('').toLowerCase()
  folded = new WeakMap()
}

/** What an order is found by, made once for each state of it. */
let folded = new WeakMap<Order, { words: string; initials: string }>()
function foldedOf(order: Order) {
  const known = folded.get(order)
  if (known) return known
  const words = fold([order.no, ...told.map((name) => field(order, name))].join('\n'))
  const made = { words, initials: initials ? initials(fold(named.map((name) => field(order, name)).join(' '))) : '' }
  folded.set(order, made)
  return made
}

const fold: Fold = (text) => {
  const plain = text.normalize('NFKC').toLowerCase()
  return simplified ? simplified(plain) : plain
}

export function matches(order: Order, typed: string): boolean {
  const word = fold(typed.trim())
  if (!word) return true
  const { words, initials } = foldedOf(order)
  return words.includes(word) || (/^[a-z]+$/.test(word) && initials.includes(word))
}
