import { UnwasiError } from '../errors.js'

/** A module of the vendor folder: see packages/core/scripts/vendor.mjs. */
export interface Vendored<Exports> {
  /** Makes a new instance of the tool. Its WebAssembly is compiled once. */
  instantiate(): Exports
}

/** A WebAssembly program of the vendored toolchain, as jco transpiled it. */
export class Tool<Exports extends { $init: Promise<void> }, Module extends Vendored<Exports> = Vendored<Exports>> {
  #current: Promise<Exports> | undefined

  /**
   * @param load imports the vendored file, by a literal path, so that bundlers see it
   * @param name the tool's name in messages
   * @param fix what to do when it fails
   */
  constructor(
    readonly load: () => Promise<Module>,
    readonly name: string,
    readonly fix = 'Reinstall @unwasi/core. If the error persists, report it with the output of `unwasi inspect --json` for this file.',
  ) {}

  /**
   * Calls the tool. After a trap, every later call in the same instance fails, so a failed instance is discarded.
   * Throws `TOOLCHAIN`, which says that the tool failed to do `what`, or `NOT_FOUND`.
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

  /** Loads something with the vendored file. Throws `NOT_FOUND` if a file is missing or damaged. */
  async loaded<T>(use: (vendored: Module) => T | Promise<T>): Promise<T> {
    try {
      return await use(await this.load())
    } catch (cause) {
      throw new UnwasiError({
        code: 'NOT_FOUND',
        headline: `${this.name} could not be loaded`,
        why: cause instanceof Error ? cause.message : String(cause),
        fix: 'Reinstall @unwasi/core. In a page, check that the .wasm files from its folder dist/vendor are served beside the code: its README says how bundlers find them.',
        cause,
      })
    }
  }

  #instance(): Promise<Exports> {
    this.#current ??= this.loaded(async (vendored) => {
      const instance = vendored.instantiate()
      await instance.$init
      return instance
    })
    this.#current.catch(() => (this.#current = undefined))
    return this.#current
  }
}
