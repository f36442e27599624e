// What this laptop's own program is asked. Nothing here ever leaves the machine.
import { reactive } from 'vue'
import { at, got, read, sent, sheets, told, type Dict, type Order, type Words } from '../shared/wire'

export interface Queued { id: string; ops: number; ops_bytes: number; photos: number; photos_bytes: number }
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
export interface RefusedEdit { no: string; kind: string; says: { field: string; value: string }[]; code: string; at: string }
export interface Ready { ready: boolean; checks: { name: string; ok: boolean; says: string }[] }

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
  /** What the preview's paper will not say: the characters that no font has, as "U+E000 U+F8FF", and the fields that the
      desk's code has no room for; HTTP's HEAD, so that no page travels twice. */
  lacking: async (url: string) => {
    const { headers } = await sent('HEAD', url)
    return { missing: headers.get('Huidan-Missing') ?? '', leftOut: headers.get('Huidan-Left-Out')?.split(' ') ?? [] }
  },
  print: sheets,
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
