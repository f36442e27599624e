// The way to this laptop's own program. Nothing here ever leaves the machine.
import { reactive } from 'vue'

export interface Dict { [key: string]: unknown }
export interface Part { id: string; visit: string; name: string; model: string; unit: string; qty: string; note: string; removed?: number }
export interface Note { id: string; by: string; at: string; text: string }
export interface Visit { id: string; departed_at: string; arrived_at: string; restored_at: string; completed_at: string }
export interface SignOff { id: string; visit: string; role: string; state: string; name: string; at: string; reason: string; satisfaction: string; form_hash: string }
export interface Copy { id: string; copy: string; print: number; at: string; state: string; missing: string }
export interface Photo { id: string; kind: string; sha: string; name: string; at: string; state: string }
export interface Amendment { id: string; row: string; field: string; was: string; value: string; by: string; at: string }
export interface Queued { id: string; ops: number; ops_bytes: number; photos: number; photos_bytes: number }
export interface Order {
  no: string
  id: string
  version: number
  status: string
  priority: number | null
  parts: Part[]
  notes: Note[]
  visits: Visit[]
  signoffs: SignOff[]
  copies: Copy[]
  photos: Photo[]
  amendments: Amendment[]
  disputes: Omit<Dispute, 'no'>[]
  [field: string]: unknown
}
export interface Dispute { id: string; no: string; row: string; field: string; base: string; mine: string; theirs: string; by: string; at: string; theirs_by: string; theirs_at: string; why: string; state: string; settled_by: string }
export interface Printer { name: string; title: string; ready: boolean; preferred: boolean }
export interface News { number: number; sync_at: string; sync_error: string; handed_refused: string; pulled: number; total: number }
export interface Status {
  language: string
  enrolled: boolean
  news: News
  unsent_ops?: number
  unsent_blobs?: number
  queue?: Queued[]
  refused?: RefusedEdit[]
  packets?: number // hand-overs of colleagues that this laptop brings to the desk
  user?: string
  server?: string
  last_receipt?: { id: string; at: string }
  clock_offset_ms?: number
  needed?: string[] // the fields without which no order is complete
}
/** What the desk did not take, and why. */
export interface RefusedEdit { no: string; kind: string; says: { field: string; value: string }[]; code: string; message: string; at: string }
export interface Ready { ready: boolean; checks: { name: string; ok: boolean; says: string }[] }

/** What the program refused, in the page's language. */
export class Refused extends Error {
  constructor(public code: string, message: string, public field: string) {
    super(message)
  }
}

// Longer than a question for news waits (limits.hpp, kNewsWait_ms).
const answer_max_ms = 30000
// What browsers send of a page that is closed, all requests together (Fetch, keepalive); a character
// of UTF-16 has at most 3 bytes in UTF-8.
const parting_max_bytes = 64 * 1024

async function sent(method: string, path: string, body?: BodyInit, type?: string): Promise<Response> {
  const headers: Record<string, string> = { 'Accept-Language': document.documentElement.lang }
  if (type) headers['Content-Type'] = type
  let reply: Response
  // An answer to a question may be lost; what changes something is waited for, however long it takes.
  const signal = method === 'GET' ? AbortSignal.timeout(answer_max_ms) : undefined
  // What is saved as the page closes is sent all the same; a browser takes no more with it.
  const keepalive = method !== 'GET' && typeof body === 'string' && body.length < parting_max_bytes / 4
  try {
    reply = await fetch(path, { method, headers, body, signal, keepalive, cache: 'no-store' })
  } catch {
    throw new Refused('stopped', '', '')
  }
  if (reply.ok) return reply
  const answer = (await reply.json().catch(() => ({}))) as { error?: { code: string; message: string; field?: string } }
  throw new Refused(answer.error?.code ?? 'internal', answer.error?.message ?? '', answer.error?.field ?? '')
}

/** The body of an answer; one that breaks off is none. */
const read = async <T>(reply: Response): Promise<T> =>
  reply.json().catch(() => {
    throw new Refused('stopped', '', '')
  })

async function got<T>(path: string): Promise<T> {
  return read<T>(await sent('GET', path))
}

async function told<T>(method: string, path: string, body?: unknown): Promise<T> {
  const reply = body === undefined ? await sent(method, path) : await sent(method, path, JSON.stringify(body), 'application/json')
  return read<T>(reply)
}

const at = (no: string) => '/v1/orders/' + encodeURIComponent(no)
export type Words = Record<string, string>

/** Orders whose signed form the engineer corrects: without his saying so the program refuses. */
export const correcting = reactive(new Set<string>())
const said = (no: string) => (correcting.has(no) ? '?correct=1' : '')

export const api = {
  orders: async () => (await got<{ orders: Order[] }>('/v1/orders')).orders,
  order: (no: string) => got<Order>(at(no)),
  make: (fields: Words) => told<Order>('POST', '/v1/orders', { fields }),
  set: (no: string, fields: Words, seen: Words) => told<Order>('PATCH', at(no) + said(no), { fields, seen }),
  stamp: (no: string, body: Words) => told<Order>('POST', at(no) + '/stamp' + said(no), body),
  addPart: (no: string, body: Words) => told<Order>('POST', at(no) + '/parts' + said(no), body),
  removePart: (no: string, id: string) => told<Order>('DELETE', at(no) + '/parts/' + id + said(no)),
  note: (no: string, text: string) => told<Order>('POST', at(no) + '/notes', { text }),
  visit: (no: string) => told<Order>('POST', at(no) + '/visits', {}),
  /** The order with the hash of its form as it stands: what is read before it is signed. */
  form: async (no: string) => {
    const reply = await sent('GET', at(no))
    return { hash: reply.headers.get('Huidan-Form') ?? '', order: await read<Order>(reply) }
  },
  sign: (no: string, body: Words) => told<Order>('POST', at(no) + '/sign', body),
  complete: (no: string, when: string) => told<Order>('POST', at(no) + '/complete', { at: when }),
  photo: async (no: string, name: string, bytes: Blob) =>
    (await (await sent('POST', `${at(no)}/photos?name=${encodeURIComponent(name)}`, bytes, 'image/jpeg')).json()) as Order,
  photoUrl: (no: string, id: string) => `${at(no)}/photos/${id}`,
  previewUrl: (no: string, copies: string, blank: boolean) => `${at(no)}/form.pdf?copies=${copies}${blank ? '&blank=1' : ''}`,
  /** The characters of the preview that no font has, as "U+E000 U+F8FF"; HTTP's HEAD, so that no page travels twice. */
  missing: async (url: string) => (await sent('HEAD', url)).headers.get('Huidan-Missing') ?? '',
  print: async (no: string, copies: string, blank: boolean) =>
    (await sent('POST', at(no) + '/print', JSON.stringify({ copies, blank: blank ? '1' : '' }), 'application/json')).blob(),
  printers: async () => (await got<{ printers: Printer[] }>('/v1/page/printers')).printers,
  printOn: (no: string, copies: string, blank: boolean, printer: string) =>
    told<Order>('POST', at(no) + '/print/out', { copies, blank: blank ? '1' : '', printer }),
  settle: (id: string, value: string) => told<Order>('POST', `/v1/disputes/${id}/settle`, { value }),
  status: () => got<Status>('/v1/page/status'),
  ready: () => got<Ready>('/v1/page/ready'),
  news: (seen: number) => got<News>('/v1/page/news?seen=' + seen),
  sync: () => told<Dict>('POST', '/v1/page/sync', {}),
  bundleOut: async () => (await sent('POST', '/v1/page/bundle/out', '{}', 'application/json')).blob(),
  /** The desk's answer or, with his code, a colleague's order. */
  readIn: async (file: Blob, code = '') =>
    read<{ old?: boolean; more?: boolean; handed?: { no: string; from: string; old: boolean } }>(
      await sent('POST', '/v1/page/bundle/in?code=' + encodeURIComponent(code), file, 'application/octet-stream'),
    ),
  handOver: (no: string, to: string) => told<{ code: string; photos_here: number; file: string; order: Order }>('POST', at(no) + '/handover', { to }),
  enrol: (server: string, code: string) => told<Dict>('POST', '/v1/page/enrol', { server, code }),
}
