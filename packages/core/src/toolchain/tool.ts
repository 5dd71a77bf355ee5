import { UnwasiError } from '../errors.js'
import { vendorUrl } from './vendor.js'

/** A WebAssembly program of the vendored toolchain, as jco transpiled it. */
export class Tool<Exports extends { $init: Promise<void> }> {
  #generation = 0
  #current: Promise<Exports> | undefined

  /**
   * @param file in the vendor folder
   * @param name for messages
   * @param fix what to do when it fails
   */
  constructor(
    readonly file: string,
    readonly name: string,
    readonly fix = 'Reinstall @unwasi/core; if it stays, report it with the output of `unwasi inspect --json` on this file.',
  ) {}

  /**
   * Calls it. After one trap in it every later call in the same instance fails, so a failed instance is thrown away.
   * Raises `TOOLCHAIN`: `what` is what it failed to do.
   */
  async run<T>(what: string, use: (tool: Exports) => T): Promise<T> {
    const tool = await this.#load()
    try {
      return use(tool)
    } catch (cause) {
      this.#generation++
      this.#current = undefined
      throw new UnwasiError({
        code: 'TOOLCHAIN',
        headline: `${this.name} failed to ${what}`,
        why: cause instanceof Error ? cause.message : String(cause),
        fix: this.fix,
        cause,
      })
    }
  }

  #load(): Promise<Exports> {
    this.#current ??= (async () => {
      const url = vendorUrl(this.file)
      // A module instance of its own for each generation: see `run`.
      url.search = `?${this.#generation}`
      const loaded = (await import(/* @vite-ignore */ url.href)) as Exports
      await loaded.$init
      return loaded
    })()
    this.#current.catch(() => (this.#current = undefined))
    return this.#current
  }
}
