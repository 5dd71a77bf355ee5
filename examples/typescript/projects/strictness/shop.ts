export interface Item {
  name: string
  price: number
  count?: number
}

export interface Order {
  id: number
  items: Item[]
  note?: string
}

export function total(order: Order): number {
  return order.items.reduce((sum, { price, count }) => sum + price * count, 0)
}

export function cheapest({ items }: Order): Item {
  return items.toSorted((a, b) => a.price - b.price)[0]
}
