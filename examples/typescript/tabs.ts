export interface Tab {
  name: string
  /** How many errors it has. */
  errors: number
}

/** Shows tabs that the arrow keys walk through, as readers of the pattern `tablist` expect. */
export function showTabs(list: HTMLElement, tabs: readonly Tab[], current: string, choose: (name: string) => void): void {
  const focused = list.contains(document.activeElement)
  list.replaceChildren(
    ...tabs.map(({ name, errors }) => {
      const tab = document.createElement('button')
      const selected = name === current
      tab.type = 'button'
      tab.role = 'tab'
      tab.id = `tab-${name}`
      tab.tabIndex = selected ? 0 : -1
      tab.setAttribute('aria-selected', String(selected))
      tab.setAttribute('aria-controls', 'source')
      tab.textContent = name
      if (errors > 0) tab.append(badge(errors))
      tab.addEventListener('click', () => choose(name))
      tab.addEventListener('keydown', ({ key }) => {
        const step = { ArrowRight: 1, ArrowLeft: -1 }[key]
        if (step === undefined) return
        const index = tabs.findIndex((other) => other.name === name)
        choose(tabs[(index + step + tabs.length) % tabs.length]!.name)
      })
      return tab
    }),
  )
  const selected = list.querySelector<HTMLElement>('[aria-selected="true"]')
  if (focused) selected?.focus()
  selected?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
}

function badge(errors: number): HTMLElement {
  const element = document.createElement('span')
  element.className = 'badge'
  element.textContent = String(errors)
  element.setAttribute('aria-label', `${errors} error${errors === 1 ? '' : 's'}`)
  element.role = 'img'
  return element
}
