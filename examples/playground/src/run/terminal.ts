import { FitAddon } from '@xterm/addon-fit'
import { Terminal } from '@xterm/xterm'

export type { Terminal } from '@xterm/xterm'

const THEME = {
  background: '#12141c',
  foreground: '#e6e8ef',
  cursor: '#ffb054',
  selectionBackground: '#5b3fe480',
  black: '#1c1f2b',
  red: '#ff8a80',
  green: '#7bd88f',
  yellow: '#ffc46b',
  blue: '#8fa8ff',
  magenta: '#d6a2ff',
  cyan: '#7fdbe6',
  white: '#e6e8ef',
  brightBlack: '#9aa1b5',
}

/**
 * Opens a terminal in `parent`, and keeps it as large as that is. Tab leaves it, unless `takesTab` is true: then Shift+Tab does.
 */
export function openTerminal(parent: HTMLElement, takesTab: () => boolean): Terminal {
  const terminal = new Terminal({
    // Programs end lines with \n alone.
    convertEol: true,
    screenReaderMode: true,
    fontFamily: getComputedStyle(parent).fontFamily,
    fontSize: 13,
    lineHeight: 1,
    scrollback: 5_000,
    theme: THEME,
    windowOptions: { getWinSizeChars: true },
  })
  const fit = new FitAddon()
  terminal.loadAddon(fit)
  terminal.open(parent)
  terminal.attachCustomKeyEventHandler((event) => event.key !== 'Tab' || (takesTab() && !event.shiftKey))
  takeInsertions(terminal)
  fit.fit()
  new ResizeObserver(() => fit.fit()).observe(parent)
  return terminal
}

/** Takes text that comes without keys: from emoji pickers, dictation and the like. In its mode for screen readers, xterm.js ignores it. */
function takeInsertions(terminal: Terminal): void {
  let pressed = false
  const { textarea } = terminal
  textarea?.addEventListener('keydown', () => (pressed = true))
  textarea?.addEventListener('keyup', () => (pressed = false))
  textarea?.addEventListener('input', (event) => {
    if (!(event instanceof InputEvent) || event.inputType !== 'insertText' || pressed) return
    if (event.data !== null) terminal.input(event.data)
  })
}
