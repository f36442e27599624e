// What the desk is asked. The session is a cookie that no script reads.
import { at, got, sheets, told, type Dict, type Order } from '../shared/wire'

export interface Me { name: string; roles: string; group: string }
/** A registered sheet: the order it is of, the id of its copy, and what the paper alone brought. */
export interface Registered extends Order { sheet: string; restored: string[]; left_out: string[] }

const page_orders = 40
export const api = {
  me: () => got<Me>('/v1/me'),
  logIn: (name: string, password: string) => told<Dict>('POST', '/v1/login', { name, password }),
  logOut: () => told<Dict>('POST', '/v1/logout'),
  orders: (wanted: { q: string; status: string; after: string }) =>
    got<{ orders: Order[]; next?: string }>('/v1/orders?' + new URLSearchParams({ ...wanted, limit: String(page_orders) })),
  order: (no: string) => got<Order>(at(no)),
  fileUrl: (no: string, sha: string) => `${at(no)}/blob/${sha}`,
  print: (no: string) => sheets(no, 'both', false),
  register: (code: string) => told<Registered>('POST', '/v1/returns', { code }),
}
