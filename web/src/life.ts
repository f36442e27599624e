// What comes next for an order, as the screens show it; the program alone decides what may happen.
import type { Order, SignOff, Visit } from './api'

export const visitOf = (order: Order): Visit => order.visits[order.visits.length - 1]!
export const field = (order: Order, name: string): string => String(order[name] ?? '')

/** The newest word of that party about the present visit. */
export function signOffOf(order: Order, role: string): SignOff | undefined {
  return [...order.signoffs].reverse().find((one) => one.role === role && one.visit === visitOf(order).id)
}

export const settledBy = (order: Order, role: string) => {
  const word = signOffOf(order, role)
  return !!word && word.state !== 'stale'
}

export type Step = 'departed' | 'arrived' | 'restored' | 'go_sign' | 'complete' | 'completed'

export function nextStep(order: Order): Step {
  const visit = visitOf(order)
  if (visit.completed_at) return 'completed'
  if (!visit.departed_at && !visit.arrived_at) return 'departed'
  if (!visit.arrived_at) return 'arrived'
  if (!visit.restored_at) return 'restored'
  return settledBy(order, 'customer') && settledBy(order, 'engineer') ? 'complete' : 'go_sign'
}
