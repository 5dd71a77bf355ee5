import { h } from './h'

interface ListProps<T> {
  items: readonly T[]
  render: (item: T) => string
  onPick?: (item: T) => void
}

function List<T extends { id: number }>({ items, render, onPick }: ListProps<T>) {
  return (
    <ul class="list">
      {items.map((item) => (
        <li key={item.id}>
          <button onClick={() => onPick(item)}>{render(item)}</button>
        </li>
      ))}
    </ul>
  )
}

const people = [
  { id: 1, name: 'Ada' },
  { id: 2, name: 'Grace' },
]

document.body.append(
  <h1>{people.length}</h1>,
  <List items={people} render={({ name }) => name} />,
  <List items={people} render={({ id }) => id} />,
  <button onclick={() => {}}>Add</button>,
  <dialog>Not declared</dialog>,
)
