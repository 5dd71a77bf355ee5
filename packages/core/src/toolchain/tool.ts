import { UnwasiError } from '../errors.js'

/** A module of the vendor folder: see packages/core/scripts/vendor.mjs. */
export interface Vendored<Exports> {
  /** Makes a new instance of the tool. Its WebAssembly is compiled once. */
  instantiate(): Exports
}

/** A WebAssembly program of the vendored toolchain, as jco transpiled it. */
export class Tool<Exports extends { $init: Promise<void> }> {
  #current: Promise<Exports> | undefined

  /**
   * @param load imports the vendored file, by a literal path, so that bundlers see it
   * @param name the tool's name in messages
   * @param fix what to do when it fails
   */
  constructor(
    readonly load: () => Promise<Vendored<Exports>>,
    readonly name: string,
    readonly fix = 'Reinstall @unwasi/core. If the error persists, report it with the output of `unwasi inspect --json` for this file.',
  ) {}

  /**
   * Calls the tool. After a trap, every later call in the same instance fails, so a failed instance is discarded.
   * Throws `TOOLCHAIN`, which says that the tool failed to do `what`.
   */
  async run<T>(what: string, use: (tool: Exports) => T): Promise<T> {
    const tool = await this.#instance()
    try {
      return use(tool)
    } catch (cause) {
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

  #instance(): Promise<Exports> {
    this.#current ??= (async () => {
      const instance = (await this.load()).instantiate()
      await instance.$init
      return instance
    })()
    this.#current.catch(() => (this.#current = undefined))
    return this.#current
  }
}
