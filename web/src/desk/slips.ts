// The desk's copies of an order: which are still out.
import { t } from '../shared/text'
import type { Copy, Order } from '../shared/wire'

const out = (sheet: Copy) => sheet.copy === 'desk' && ['printed', 'with_engineer', 'signed'].includes(sheet.state)
export const slipsOut = (order: Order) => order.copies.filter(out).length
export const slipHome = (order: Order) => order.copies.some((sheet) => sheet.copy === 'desk' && sheet.state === 'returned')

export const sheetName = (sheet: Copy) => t('desk.sheet', { copy: t('page.copies_' + sheet.copy), n: sheet.print })
