// The words of sync/text, the same catalogue that the programs speak with.
import { ref, shallowRef } from 'vue'
import { remember, remembered } from './remembered'

export const languages = { 'zh-Hans': '简体', 'zh-Hant': '繁體', en: 'English' } as const
export type Language = keyof typeof languages

const files = import.meta.glob<Record<string, string>>(
  ['../../sync/text/*/page.json', '../../sync/text/*/form.json', '../../sync/text/*/field.json', '../../sync/text/*/status.json', '../../sync/text/*/error.json'],
  { import: 'default' },
)
const widgets = {
  'zh-Hans': () => import('element-plus/es/locale/lang/zh-cn'),
  'zh-Hant': () => import('element-plus/es/locale/lang/zh-tw'),
  en: () => import('element-plus/es/locale/lang/en'),
}

export const language = ref<Language>('zh-Hans')
export const widgetWords = shallowRef()
const words = shallowRef<Record<string, string>>({})

export async function speak(tag: Language) {
  const mine = Object.entries(files).filter(([path]) => path.includes(`/${tag}/`))
  const [widget, ...tables] = await Promise.all([widgets[tag](), ...mine.map(([, load]) => load())])
  words.value = Object.assign({}, ...tables)
  widgetWords.value = widget.default
  language.value = tag
  document.documentElement.lang = tag
  document.title = t('page.title')
  remember('language', tag)
}

/** The language chosen here before. */
export function rememberedLanguage(): Language | null {
  const chosen = remembered('language')
  return chosen in languages ? (chosen as Language) : null
}

/** The program's, where the page speaks it. */
export function firstLanguage(ofProgram: string): Language {
  if (ofProgram in languages) return ofProgram as Language
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
