// What was done or refused last, said for some seconds, with a way back where there is one.
import { shallowRef } from 'vue'

export interface Toast { text: string; undo?: () => Promise<unknown>; bad?: boolean }
export const toast = shallowRef<Toast | null>(null)

/** Takes the way back that is offered, if one is. */
export async function undo() {
  const act = toast.value?.undo
  toast.value = null
  await act?.()
}

let fading = 0
export function say(text: string, undo?: () => Promise<unknown>, ms = 8000) {
  show({ text, undo }, ms)
}
export function show(what: Toast, ms: number) {
  clearTimeout(fading)
  toast.value = what
  fading = window.setTimeout(() => (toast.value = null), ms)
}
