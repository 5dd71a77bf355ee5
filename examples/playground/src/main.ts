import { announce, byId, h } from './dom.js'
import { webAddress } from './fetch/remote.js'
import { wireFiles } from './landing/drop.js'
import { showSamples } from './landing/samples.js'
import type { FormState, Linked, Source } from './model/link.js'
import { samples } from './model/samples.js'
import { wireTheme } from './theme.js'
import type { View } from './view.js'

const landing = byId('landing', HTMLElement)
const place = byId('guest', HTMLElement)
const title = document.title

let current: View | undefined
/** Counts what was opened, so that the last one wins. */
let opened = 0
/** The setup of a link whose program has to be dropped. */
let waiting: Partial<FormState> | undefined
/** What was opened before, by the state of its entry in the history: Back and Forward open it again. */
const visited = new Map<unknown, Source | File>()

function leave(): void {
  opened++
  waiting = undefined
  current?.leave()
  current = undefined
  for (const dialog of document.querySelectorAll('dialog')) dialog.close()
}

function show(content: HTMLElement, name: string): void {
  landing.hidden = true
  place.hidden = false
  place.replaceChildren(content)
  document.title = `${name} · unwasi playground`
  scrollTo(0, 0)
  place.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true })
}

function showLanding(): void {
  leave()
  place.hidden = true
  place.replaceChildren()
  landing.hidden = false
  document.title = title
}

async function open(source: Source | File, form: Partial<FormState>): Promise<void> {
  leave()
  const mine = opened
  // Everything but the landing page is loaded on demand.
  const { nameOf, openSource, shown } = await import('./open.js')
  if (mine !== opened) return
  const name = shown(nameOf(source))
  show(h('p', { class: 'opening' }, h('span', { class: 'spinner', 'aria-hidden': 'true' }), `Reading ${name} …`), name)
  announce(`Reading ${name}`)
  const view = await openSource(source, form)
  if (mine !== opened) return view.leave()
  current = view
  show(view.element, name)
  announce('')
}

/** Opens a file, or an address that the user typed. Back and Forward find it again. */
function visit(fragment: string, source: Source | File): void {
  const form = waiting ?? {}
  const state = performance.timeOrigin + performance.now()
  visited.set(state, source)
  history.pushState(state, '', fragment)
  void open(source, form)
}

/** Nothing is fetched from another site before the user agrees, because that site learns of it. */
function askForAddress({ address }: { address: string }, form: Partial<FormState>): void {
  leave()
  const url = webAddress(address)
  const agree = h(
    'button',
    { type: 'button', class: 'primary', on: { click: () => void open({ is: 'address', address: url.href }, form) } },
    'Fetch it',
  )
  show(
    h(
      'section',
      { class: 'verdict ask' },
      h('h1', { tabindex: '-1' }, 'Fetch a program from another site?'),
      h('p', { class: 'lead' }, 'This link names a program at ', h('code', {}, url.href)),
      h('p', {}, `${url.host} will see that you fetch it. The program is not run before you start it.`),
      h('div', { class: 'row' }, agree, h('a', { class: 'button', href: './' }, 'Go to the start')),
    ),
    url.host,
  )
}

function openLinked({ source, form }: Linked): void {
  if (source.is === 'address') return askForAddress(source, form)
  void open(source, form)
  if (source.is === 'file' && source.bytes.length === 0) waiting = form
}

/** Shows what the address of the page names. */
async function route(): Promise<void> {
  const { hash } = location
  const before = visited.get(history.state)
  if (before) return open(before, {})
  if (hash.startsWith('#sample=')) {
    const sample = hash.slice('#sample='.length)
    return open({ is: 'sample', sample }, samples.find(({ id }) => id === sample)?.form ?? {})
  }
  if (!hash.startsWith('#s=')) return showLanding()
  const { readLink } = await import('./model/link.js')
  try {
    const linked = readLink(hash)
    if (linked) openLinked(linked)
    else showLanding()
  } catch (error) {
    leave()
    const { problemView } = await import('./view.js')
    show(problemView('A link', error).element, 'A link')
  }
}

wireTheme()
wireFiles((file) => visit('#file', file))
showSamples(({ id, form }) => {
  history.pushState(null, '', `#sample=${id}`)
  void open({ is: 'sample', sample: id }, form)
})
byId('address', HTMLFormElement).addEventListener('submit', (event) => {
  event.preventDefault()
  waiting = undefined
  visit('#address', { is: 'address', address: byId('address-field', HTMLInputElement).value })
})
// The fragment of the link would be taken for the address of the start page.
document.querySelector('.skip')?.addEventListener('click', (event) => {
  event.preventDefault()
  byId('content', HTMLElement).focus()
})
byId('home', HTMLAnchorElement).addEventListener('click', (event) => {
  event.preventDefault()
  history.pushState(null, '', location.pathname)
  showLanding()
  byId('content', HTMLElement).focus({ preventScroll: true })
})
addEventListener('popstate', () => void route())
await route()

// The program that draws is the last thing to load, and only where it is seen.
const proof = new IntersectionObserver((entries) => {
  if (!entries.some(({ isIntersecting }) => isIntersecting)) return
  proof.disconnect()
  import('./landing/proof.js')
    .then(({ showProof }) => showProof())
    .catch((error: unknown) => {
      byId('proof-state', HTMLElement).textContent = `The program could not run: ${String(error)}`
    })
})
proof.observe(byId('proof-state', HTMLElement))
