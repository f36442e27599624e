// An order as both programs tell it, and the way to the program that served the page.
import { when } from './text'

export interface Dict { [key: string]: unknown }
export interface Part { id: string; visit: string; name: string; model: string; unit: string; qty: string; note: string; removed?: number }
export interface Note { id: string; by: string; at: string; text: string }
export interface Visit { id: string; departed_at: string; arrived_at: string; restored_at: string; completed_at: string }
export interface SignOff { id: string; visit: string; role: string; state: string; name: string; at: string; reason: string; satisfaction: string; form_hash: string }
export interface Copy { id: string; copy: string; print: number; by: string; at: string; state: string; holder: string; reason: string; moved_by: string; moved_at: string; missing: string }
export interface Photo { id: string; kind: string; sha: string; name: string; at: string; state: string }
export interface Amendment { id: string; row: string; field: string; was: string; value: string; by: string; at: string }
export interface Order {
  no: string
  id: string
  version: number
  status: string
  turn?: 'sent_back' | 'open' | 'rests' | 'done' // where it stands on the engineer's list; the desk tells none
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
export type Words = Record<string, string>

/** What the program refused, in the page's language. */
export class Refused extends Error {
  constructor(public code: string, message: string, public field: string) {
    super(message)
  }
}

/** A sentence may quote a time as the wire has it. */
const read_by_people = (text: string) => text.replace(/\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)/g, (at) => when(at))

// Longer than a question for news waits (limits.hpp, kNewsWait_ms).
const answer_max_ms = 30000
// What browsers send of a page that is closed, all requests together (Fetch, keepalive); a character
// of UTF-16 has at most 3 bytes in UTF-8.
const parting_max_bytes = 64 * 1024

export async function sent(method: string, path: string, body?: BodyInit, type?: string): Promise<Response> {
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
  throw new Refused(answer.error?.code ?? 'internal', read_by_people(answer.error?.message ?? ''), answer.error?.field ?? '')
}

/** The body of an answer; one that breaks off is none. */
export const read = async <T>(reply: Response): Promise<T> =>
  reply.json().catch(() => {
    throw new Refused('stopped', '', '')
  })

export async function got<T>(path: string): Promise<T> {
  return read<T>(await sent('GET', path))
}

export async function told<T>(method: string, path: string, body?: unknown): Promise<T> {
  const reply = body === undefined ? await sent(method, path) : await sent(method, path, JSON.stringify(body), 'application/json')
  return read<T>(reply)
}

/** Where an order is asked for. */
export const at = (no: string) => '/v1/orders/' + encodeURIComponent(no)

/** The sheets of a print. They are counted, so nothing but a hand's own press may ask for them: no address, which a browser opens again by itself. */
export const sheets = async (no: string, copies: string, blank: boolean) =>
  (await sent('POST', at(no) + '/print', JSON.stringify({ copies, blank: blank ? '1' : '' }), 'application/json')).blob()
