// The words of sync/text, the same catalogue that the programs speak with.
import { ref, shallowRef } from 'vue'
import { remember, remembered } from './remembered'

export const languages = { 'zh-Hans': '简体', 'zh-Hant': '繁體', en: 'English' } as const
export type Language = keyof typeof languages

/** The catalogues of this entry by path, as text, and the key of its name. */
export function teach(catalogues: Record<string, string>, name: string) {
  files = catalogues
  title = name
}
let files: Record<string, string> = {}
let title = ''

export const language = ref<Language>('zh-Hans')
const words = shallowRef<Record<string, string>>({})

export function speak(tag: Language) {
  const mine = Object.entries(files).filter(([path]) => path.includes(`/${tag}/`))
  words.value = Object.assign({}, ...mine.map(([, text]) => JSON.parse(text) as Record<string, string>))
  language.value = tag
  document.documentElement.lang = tag
  document.title = t(title)
}

/** What the reader chose, in the next start too. */
export function choose(tag: Language) {
  speak(tag)
  remember('language', tag)
}

/** The language chosen here before. */
export function rememberedLanguage(): Language | null {
  const chosen = remembered('language')
  return chosen in languages ? (chosen as Language) : null
}

/** The program's or the browser's, where the page speaks it. */
export function firstLanguage(ofProgram: string): Language {
  if (ofProgram in languages) return ofProgram as Language
  if (/^zh-(Hant|TW|HK|MO)/.test(ofProgram)) return 'zh-Hant'
  return ofProgram.startsWith('en') ? 'en' : 'zh-Hans'
}

/** The sentence of a key; a [part in brackets] is left out when its values are empty. */
export function t(key: string, values: Record<string, string | number> = {}): string {
  const text = words.value[key] ?? key
  const filled = (part: string) => part.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''))
  return filled(text.replace(/\[([^\]]*)\]/g, (_, part: string) => (/\{(\w+)\}/.test(part) && ![...part.matchAll(/\{(\w+)\}/g)].some((m) => values[m[1]!]) ? '' : part)))
}

const zone = 'Asia/Shanghai'
const shown = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' })

/** RFC 3339 as people read it, in the site's zone. */
export function when(at: unknown): string {
  return typeof at === 'string' && at ? shown.format(new Date(at)) : ''
}

/** The clock part alone. */
export const clock = (at: unknown) => when(at).slice(11)

/** Where the words of a field's values stand, which on the wire are names. */
const named: Record<string, string> = { status: 'status.', facts: 'life.facts.', call_back: 'life.call_back.', op: 'page.op_' }

const exact = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' })

/** When a hand does what is written later, as RFC 3339. */
export const now = () => exact.format(new Date()).replace(' ', 'T') + '+08:00'

/** A field's canonical value as people read it. */
export function valueText(field: string, value: string): string {
  if (field === 'removed') return t(value ? 'page.remove' : 'page.keep')
  if (!value) return t('page.empty')
  if (field.endsWith('_at')) return when(value)
  return words.value[(named[field] ?? `choice.${field}.`) + value.replace('.', '_')] ?? value
}
