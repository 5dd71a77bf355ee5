/** Edits a line as a terminal does in its canonical mode: programs get whole lines, and the terminal echoes. */
export class LineEditor {
  #line: string[] = []

  /**
   * @param echo prints in the terminal
   * @param send passes a line to the program
   * @param end ends the input
   */
  constructor(
    readonly echo: (text: string) => void,
    readonly send: (line: string) => void,
    readonly end: () => void,
  ) {}

  /** Takes what the terminal sends for keys and pastes. */
  type(data: string): void {
    // Keys without a character, such as arrows, send escape sequences. This editor has no use for them.
    if (data.startsWith('\x1b')) return
    for (const char of data) {
      if (char === '\r' || char === '\n') this.#enter()
      else if (char === '\x7f' || char === '\b') this.#backspace()
      else if (char === '\x04') this.#finish()
      else if (char >= ' ' || char === '\t') {
        this.#line.push(char)
        this.echo(char)
      }
    }
  }

  #enter(): void {
    this.echo('\r\n')
    this.send(`${this.#line.join('')}\n`)
    this.#line = []
  }

  #backspace(): void {
    if (this.#line.pop() !== undefined) this.echo('\b \b')
  }

  /** Ctrl-D sends what has been typed, and ends the input if that is nothing. */
  #finish(): void {
    if (this.#line.length === 0) return this.end()
    this.send(this.#line.join(''))
    this.#line = []
  }
}
