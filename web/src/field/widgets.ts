// The words of Element Plus' own parts, a calendar's: nothing waits for them.
import { shallowRef, watch } from 'vue'
import { patiently } from '../shared/patient'
import { language } from '../shared/text'

const words = {
  'zh-Hans': () => import('element-plus/es/locale/lang/zh-cn'),
  'zh-Hant': () => import('element-plus/es/locale/lang/zh-tw'),
  en: () => import('element-plus/es/locale/lang/en'),
}
export const widgetWords = shallowRef()

/** Fetches those of the language that is spoken, now and when it changes. */
export function followWidgets() {
  watch(language, async (tag) => {
    const widget = await patiently(words[tag])
    if (language.value === tag) widgetWords.value = widget.default
  }, { immediate: true })
}
