export type Child = Node | string | number | null | Child[]

declare global {
  namespace JSX {
    type Element = HTMLElement
    interface ElementChildrenAttribute {
      children: unknown
    }
    interface IntrinsicElements {
      button: { onClick?: (event: MouseEvent) => void; disabled?: boolean; children?: Child }
      h1: { children: string }
      li: { key: string; children?: Child }
      ul: { class?: string; children?: Child }
    }
  }
}

type Component<Props> = (props: Props) => HTMLElement

export function h<Props>(type: string | Component<Props>, props: Props | null, ...children: Child[]): HTMLElement {
  if (typeof type === 'function') return type({ ...props, children })
  const element = document.createElement(type)
  element.append(...children.flat(Infinity).map(String))
  return Object.assign(element, props)
}
