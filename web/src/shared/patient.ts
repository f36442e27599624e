// What did not come is asked for again until it comes: the program may be starting, or a request was
// lost. Nobody is left before an empty screen.
export const retry_ms = 1000

export const pause = (ms: number) => new Promise((done) => setTimeout(done, ms))

/** A stylesheet that did not come: what asks for one together with a script asks for it only once. */
function dressAgain() {
  for (const link of document.querySelectorAll<HTMLLinkElement>('link[rel=stylesheet]')) {
    if (!link.sheet) link.replaceWith(link.cloneNode())
  }
}

/** A part of the page that is fetched when it is first needed. */
export async function patiently<T>(load: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await load()
    } catch {
      await pause(retry_ms)
      dressAgain()
    }
  }
}
