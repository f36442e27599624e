// What comes next for an order, as the screens show it; the program alone decides what may happen.
import type { Order, SignOff, Visit } from './wire'

export const visitOf = (order: Order): Visit => order.visits[order.visits.length - 1]!
export const field = (order: Order, name: string): string => String(order[name] ?? '')

/** What a customer says when he calls, in the order in which it is read. */
export const requested = ['reporter_unit', 'reporter', 'phone', 'contact', 'reported_at', 'occurred_at', 'intake', 'category', 'priority', 'symptoms', 'description']

/** A field of the order or of its present visit. */
export const valueOf = (order: Order, name: string): string => String(visitOf(order)[name as keyof Visit] ?? field(order, name))

/** The newest word of that party about the present visit. */
export function signOffOf(order: Order, role: string): SignOff | undefined {
  return [...order.signoffs].reverse().find((one) => one.role === role && one.visit === visitOf(order).id)
}

export const settledBy = (order: Order, role: string) => {
  const word = signOffOf(order, role)
  return !!word && word.state !== 'stale'
}

/** A party has signed the very form that stands; a correction makes it another version. */
export function locked(order: Order): SignOff | undefined {
  const here = order.signoffs.filter((one) => one.visit === visitOf(order).id)
  const amended = (since: string) => order.amendments.some((one) => Date.parse(one.at) >= Date.parse(since))
  return here.find((one) => one.state === 'signed' || (one.state === 'on_paper' && !amended(one.at)))
}

/** How many versions of the form have been signed. */
export const versions = (order: Order) => new Set(order.signoffs.filter((one) => one.form_hash).map((one) => one.form_hash)).size

export type Step = 'departed' | 'arrived' | 'restored' | 'go_sign' | 'complete' | 'again' | 'completed' | 'closed' | 'rests'

/** What comes next; 'closed' and 'rests' leave it to the desk. */
export function nextStep(order: Order): Step {
  const visit = visitOf(order)
  if (visit.completed_at) return sentBack(order) ? 'again' : 'completed'
  if (isDone(order)) return 'closed'
  if (order.turn === 'rests') return 'rests'
  if (!visit.departed_at && !visit.arrived_at) return 'departed'
  if (!visit.arrived_at) return 'arrived'
  if (!visit.restored_at) return 'restored'
  return settledBy(order, 'customer') && settledBy(order, 'engineer') ? 'complete' : 'go_sign'
}

/** Files of an order that are pictures, and those that are its form as the desk sealed it. */
export const pictures = (order: Order) => order.photos.filter((one) => one.kind !== 'sealed')
export const sealedForms = (order: Order) => order.photos.filter((one) => one.kind === 'sealed')

/** Nothing more is asked of the engineer. */
export const isDone = (order: Order) => order.turn === 'done'

/** He had done with it once, and the desk says why it wants more. */
export const sentBack = (order: Order) => order.turn === 'sent_back'
