import { tokens, type Token } from './tokens.js'

// jco's glue is made for components with async functions: it tracks every call as a task that may be suspended, with promises and
// locks. unwasi refuses such components, and a component of WASI 0.2 only makes calls that return. So a task only has to know how
// far its call has come. The glue also has functions in JavaScript for all imports, although the host provides core functions.

/** The declarations that are replaced, by their names. */
const REPLACED: Readonly<Record<string, string>> = {
  AsyncTask: `class AsyncTask {
    #componentIdx;
    #resolved = false;
    #exited = false;
    constructor({ componentIdx }) { this.#componentIdx = componentIdx; }
    id() { return 0; }
    componentIdx() { return this.#componentIdx; }
    setCalleeIsAsync() {}
    setReturnMemoryIdx() {}
    setReturnMemory() {}
    setErrored() {}
    enterSync() { return true; }
    mayBlock() { return this.#resolved; }
    isResolvedState() { return this.#resolved; }
    isExited() { return this.#exited; }
    reject() { this.#resolved = true; }
    resolve() {
      if (this.#resolved) throw new Error('the task is already resolved');
      this.#resolved = true;
    }
    exit() {
      if (this.#exited || !this.#resolved) throw new Error('the task is not at its end');
      this.#exited = true;
    }
  }`,
  ComponentAsyncState: `class ComponentAsyncState {
    #componentIdx;
    #trapped = false;
    constructor({ componentIdx }) { this.#componentIdx = componentIdx; }
    set mayLeave(value) {
      const flags = INSTANCE_FLAGS.get(this.#componentIdx);
      if (flags !== undefined) flags.value = value ? 1 : 0;
    }
    markTrapped(err) {
      if (!(err instanceof WebAssemblyRuntimeError)) return;
      _normalizeCoreTrap(err);
      this.#trapped = true;
    }
    throwIfTrapped() {
      if (this.#trapped) throw new WebAssemblyRuntimeError('wasm trap: cannot enter component instance');
    }
  }`,
  createNewCurrentTask: 'function createNewCurrentTask(args) { return [new AsyncTask(args), 0]; }',
  _withGlobalCurrentTaskMeta: 'function _withGlobalCurrentTaskMeta({ fn }) { return fn(); }',
}

/** The members of a task that the rest of the glue may use. */
const TASK =
  /^(id|componentIdx|set(CalleeIsAsync|ReturnMemoryIdx|ReturnMemory|Errored)|enterSync|mayBlock|isResolvedState|isExited|reject|resolve|exit)$/
/** The members of a component's state that the rest of the glue may use. */
const STATE = /^(mayLeave|markTrapped|throwIfTrapped)$/
/** Helpers of async calls, which are left out. A component can have names that are the same. */
const ASYNC = /^(AsyncSubtask|FutureValue|Waitable|(get|clear)CurrentTask|_suspendingImport|_lowerImportBackwardsCompat)$/
/** The tokens before the name of a function in a call. A declaration of a function has other tokens before its name. */
const CALLED_AFTER = /^([=(?:,!&|]|return|new)$/

const unexpected = (what: string): Error => new Error(`The glue has an unexpected form: ${what}.`)

interface Range {
  readonly name: string
  readonly from: number
  /** The index after the last token. */
  readonly to: number
}

/** The index of the bracket that closes the one at `open`. */
function closing(all: readonly Token[], open: number): number {
  const { depth } = all[open]!
  let end = open + 1
  while (all[end]!.depth !== depth || !/[)\]}]$/.test(all[end]!.text)) end++
  return end
}

/** The index after the `;` that ends the statement at `from`. */
function afterStatement(all: readonly Token[], from: number): number {
  const { depth } = all[from]!
  let end = from
  while (all[end]!.text !== ';' || all[end]!.depth !== depth) end++
  return end + 1
}

/** Finds the functions and classes that `instantiate` declares for the rest of the glue. */
function helpers(all: readonly Token[]): Range[] {
  const found: Range[] = []
  for (let index = 0; index < all.length; index++) {
    const { text, depth } = all[index]!
    if (depth !== 1 || (text !== 'function' && text !== 'class')) continue
    const isAsync = all[index - 1]?.text === 'async'
    if (!/^[;{}]$/.test(all[index - (isAsync ? 2 : 1)]?.text ?? '')) continue
    let open = index + 2
    if (text === 'function') open = closing(all, open) + 1
    while (all[open]!.text !== '{') open++
    const to = closing(all, open) + 1
    found.push({ name: all[index + 1]!.text, from: isAsync ? index - 1 : index, to })
    index = to - 1
  }
  return found
}

/** Finds the functions for imports. The host's core functions replace them before they could be called. */
function fallbacks(all: readonly Token[]): Range[] {
  return all.flatMap(({ text }, from) => {
    const name = all[from + 1]?.text ?? ''
    if (text === 'const' && /^_trampoline\d+$/.test(name)) {
      let open = from
      while (all[open]!.text !== '{') open++
      const end = closing(all, open) + 1
      // The next statement gives the function a name.
      if (all[end]?.text !== name) throw unexpected(`no name follows ${name}`)
      return [{ name, from, to: afterStatement(all, end) }]
    }
    if (text === 'let' && /^trampoline\d+$/.test(name) && all[from + 3]?.text === `_${name}`)
      return [{ name, from: from + 2, to: afterStatement(all, from) - 1 }]
    return []
  })
}

/**
 * Throws if code of the glue that stays uses more of tasks and states than their replacements have, or makes async calls. The
 * component's own names can be the same, but the glue only declares them, or uses them as members.
 */
function checkUses(all: readonly Token[]): void {
  all.forEach(({ text }, index) => {
    const [before, next] = [all[index - 1]?.text ?? '', all[index + 1]?.text]
    if (ASYNC.test(text) && next === '(' && CALLED_AFTER.test(before)) throw unexpected(`it calls ${text}`)
    const dot = text === 'getOrCreateAsyncState' ? index + 4 : next === '?' ? index + 2 : index + 1
    if (all[dot]?.text !== '.') return
    const member = all[dot + 1]!.text
    const known = text === 'task' ? TASK : /^(cstate|getOrCreateAsyncState)$/.test(text) ? STATE : undefined
    if (known && !known.test(member)) throw unexpected(`it uses ${text}.${member}`)
  })
}

/** Returns `glue` without the parts of `code` at `ranges`, which are sorted, and with `replace` in their places. */
function without(code: string, all: readonly Token[], ranges: readonly Range[], replace: (name: string) => string): string {
  let text = ''
  let at = 0
  for (const { name, from, to } of ranges) {
    text += code.slice(at, all[from]!.at) + replace(name)
    at = all[to]?.at ?? code.length
  }
  return text + code.slice(at)
}

/** Leaves out the helpers of async calls, and those that nothing uses. */
function withoutUnused(code: string): string {
  const all = tokens(code)
  const ranges = helpers(all)
  const names = new Set(ranges.map(({ name }) => name).filter((name) => !ASYNC.test(name)))
  const used = new Set<string>()
  const uses = (from: number, to: number): void => {
    for (let index = from; index < to; index++) {
      const { text } = all[index]!
      if (!names.has(text) || used.has(text)) continue
      used.add(text)
      for (const range of ranges) if (range.name === text) uses(range.from, range.to)
    }
  }
  let at = 0
  for (const { from, to } of ranges) {
    uses(at, from)
    at = to
  }
  uses(at, all.length)
  const unused = ranges.filter(({ name }) => !used.has(name))
  return without(code, all, unused, () => '')
}

/** Returns `glue` with no more than calls that return need. Throws if it has another form than expected. */
export function synchronous(glue: string): string {
  const all = tokens(glue)
  const lowered = glue.match(/\btrampoline\d+ = .*\[symbolCabiLower\]\(/g)?.length ?? 0
  const imports = fallbacks(all)
  if (imports.length !== 2 * lowered) throw unexpected(`${imports.length} functions for ${lowered} imports`)
  const replaced = helpers(all).filter(({ name }) => Object.hasOwn(REPLACED, name))
  if (replaced.length !== Object.keys(REPLACED).length) throw unexpected('its tasks are of another kind')
  const ranges = [...imports, ...replaced].toSorted((first, second) => first.from - second.from)
  const text = withoutUnused(without(glue, all, ranges, (name) => REPLACED[name] ?? ''))
  checkUses(tokens(text))
  return text
}
