// A scanner types as no hand does: one character after the other within milliseconds, then Enter.
const gap_ms = 35
const least = 6

export interface Scan {
  text: string
  into: HTMLInputElement | null // where it was typed
  before: string // what stood there
}

/** Tells of every scan until what it gives back is called; `taken` says whether it is one of his. */
export function onScan(taken: (scan: Scan) => boolean): () => void {
  let scan: Scan = { text: '', into: null, before: '' }
  let last = -Infinity
  function key(event: KeyboardEvent) {
    if (event.isComposing || event.key === 'Shift') return
    const quick = event.timeStamp - last < gap_ms
    last = event.timeStamp
    if (event.key === 'Enter' && quick && scan.text.length >= least && taken(scan)) {
      event.preventDefault()
      event.stopPropagation()
    }
    if (!quick || event.key.length !== 1) {
      const into = event.target instanceof HTMLInputElement ? event.target : null
      scan = { text: '', into, before: into?.value ?? '' }
    }
    if (event.key.length === 1) scan.text += event.key
  }
  addEventListener('keydown', key, true)
  return () => removeEventListener('keydown', key, true)
}

/** Runs what a key stands for, once it is sure that it is no character of a scan. */
export function unlessScanned(): (run: () => void) => void {
  let pending = 0
  let quickly = 0
  let last = -Infinity
  return (run) => {
    const now = performance.now()
    quickly = now - last < gap_ms ? quickly + 1 : 1
    last = now
    clearTimeout(pending)
    // Two keys in a row may be a quick hand's (g t); three are not.
    if (quickly < 3) pending = window.setTimeout(run, gap_ms * 2)
  }
}
