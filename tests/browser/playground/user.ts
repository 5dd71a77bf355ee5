// What a user does in the playground, as expressions for the page.
import type { Tab } from '../engines/index.js'

const wait = `async (find) => {
  for (;;) {
    const found = find()
    if (found) return found
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}`

const text = (value: string): string => JSON.stringify(value)

export class User {
  constructor(readonly tab: Tab) {}

  /** The text of an element, once it exists and matches. */
  async sees(selector: string, pattern = /./): Promise<string> {
    const find = `() => {
      const text = document.querySelector(${text(selector)})?.textContent.replace(/\\u00a0/g, ' ')
      return text && ${String(pattern)}.test(text) && text
    }`
    return String(await this.tab.evaluate(`(${wait})(${find})`))
  }

  /** Drops one of the files for tests on the page. */
  async drops(name: string): Promise<void> {
    await this.tab.evaluate(`(async () => {
      const bytes = await (await fetch('./test/${name}')).arrayBuffer()
      const dataTransfer = new DataTransfer()
      dataTransfer.items.add(new File([bytes], ${text(name)}))
      document.querySelector('main').dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }))
      return true
    })()`)
  }

  async clicks(label: string): Promise<void> {
    const find = `() => [...document.querySelectorAll('button, summary')].find((one) => !one.disabled && one.textContent.trim() === ${text(label)})`
    await this.tab.evaluate(`(${wait})(${find}).then((one) => (one.click(), true))`)
  }

  /** Fills in the control with that label. */
  async fills(label: string, value: string): Promise<void> {
    const find = `() => [...document.querySelectorAll('label')].find((one) => one.textContent.trim() === ${text(label)})?.control`
    await this.tab.evaluate(`(${wait})(${find}).then((control) => {
      control.value = ${text(value)}
      control.dispatchEvent(new Event('input', { bubbles: true }))
      return true
    })`)
  }

  /** Calls a function of a library, whose name ends like this. */
  async calls(name: string, args: readonly string[]): Promise<void> {
    await this.tab
      .evaluate(`(${wait})(() => document.querySelector('form[aria-label$=' + ${text(JSON.stringify(name))} + ']')).then((form) => {
      for (const [index, input] of form.querySelectorAll('input').entries()) input.value = ${JSON.stringify(args)}[index]
      form.requestSubmit()
      return true
    })`)
  }

  /** What a screen reader gets of the terminal, once it matches. */
  terminal(pattern: RegExp): Promise<string> {
    return this.sees('.xterm-accessibility', pattern)
  }

  /** The name and the SHA-256 of the last file that the page gave the user. */
  async saved(): Promise<unknown> {
    return this.tab.evaluate(`(${wait})(() => saved.pop()).then(async ({ name, content }) => {
      const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await content))
      return [name, Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')]
    })`)
  }
}
