import { type Order, total } from './shop'

const orders: Order[] = [
  { id: 1, items: [{ name: 'Tea', price: 3.5, count: 2 }] },
  { id: 2, items: [{ name: 'Cake', price: '4.20' }], note: undefined },
]

function receipt(order: Order): string {
  const lines = order.items.map((item) => `${item.count} x ${item.nam}`)
  const note: string = order.note
  return [...lines, `Total: ${total(order).toFixed(2)}`].join('\n')
}

const first = orders[0]
export const title = `Order ${first.id}`
export const receipts = orders.map(receipt)
