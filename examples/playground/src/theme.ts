import { announce, byId } from './dom.js'

const themes = ['auto', 'light', 'dark'] as const

/** The button changes between the theme of the system, light and dark. `public/theme.js` sets what was chosen before. */
export function wireTheme(): void {
  const button = byId('theme', HTMLButtonElement)
  const root = document.documentElement
  const show = () => {
    button.textContent = `Theme: ${root.dataset['theme'] ?? 'auto'}`
  }
  button.addEventListener('click', () => {
    const index = themes.findIndex((theme) => theme === root.dataset['theme'])
    const next = themes[(index + 1) % themes.length] ?? 'auto'
    root.dataset['theme'] = next
    show()
    announce(`Theme: ${next}`)
    try {
      localStorage.setItem('theme', next)
    } catch (error) {
      // The browser may forbid storage. The choice is then forgotten when the page is left.
      if (!(error instanceof DOMException)) throw error
    }
  })
  show()
}
