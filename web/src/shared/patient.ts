// What did not come is asked for again until it comes: the program may be starting, or a request was
// lost. Nobody is left before an empty screen.
export const retry_ms = 1000

export const pause = (ms: number) => new Promise((done) => setTimeout(done, ms))

/** A part of the page that is fetched when it is first needed. */
export async function patiently<T>(load: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await load()
    } catch {
      await pause(retry_ms)
    }
  }
}
