// Elements in few words. Children that are text become text nodes, so no name of a guest is ever parsed as HTML.

type Attribute = string | number | boolean | undefined

type Listeners = Readonly<Record<string, (event: Event) => void>>

interface Properties {
  class?: string | undefined
  /** Listeners by the names of their events. */
  on?: Listeners
  [attribute: string]: Attribute | Listeners
}

export type Child = Node | string | undefined | false

export function h<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  { on, ...attributes }: Properties = {},
  ...children: Child[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name)
  for (const [attribute, value] of Object.entries(attributes)) {
    if (value === undefined || value === false || typeof value === 'object') continue
    element.setAttribute(attribute, value === true ? '' : String(value))
  }
  for (const [event, listener] of Object.entries(on ?? {})) element.addEventListener(event, listener)
  element.append(...children.filter((child): child is Node | string => child !== undefined && child !== false))
  return element
}

/** The element with this id, which the page must have. */
export function byId<Type extends HTMLElement>(id: string, type: abstract new () => Type): Type {
  const element = document.getElementById(id)
  if (element instanceof type) return element
  throw new Error(`the page has no ${type.name} with the id ${id}`)
}

let last = 0

/** A new id, for labels and descriptions. */
export const newId = (name: string): string => `${name}-${++last}`

/** A control under its label, with a hint that belongs to it. */
export function field(label: string, control: HTMLElement, hint?: Child): HTMLElement {
  control.id ||= newId('field')
  const described = hint === undefined || hint === false ? undefined : h('p', { class: 'hint', id: `${control.id}-hint` }, hint)
  if (described) control.setAttribute('aria-describedby', described.id)
  return h('div', { class: 'field' }, h('label', { for: control.id }, label), control, described)
}

/** Tells people who use a screen reader what has changed. */
export function announce(message: string): void {
  byId('announcements', HTMLElement).textContent = message
}

/** Gives the user a file. */
export function save(name: string, bytes: Uint8Array<ArrayBuffer>, type = 'application/octet-stream'): void {
  const url = URL.createObjectURL(new Blob([bytes], { type }))
  h('a', { href: url, download: name }).click()
  // The browser has taken the file when the click has been handled.
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
