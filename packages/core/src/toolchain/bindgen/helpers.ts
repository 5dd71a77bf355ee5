import { unexpected } from './changes.js'
import { afterStatement, closing, endsStatement, type Token } from './tokens.js'

/** A part of the glue that is left out. */
export interface Cut {
  /** The index of its first token. */
  readonly from: number
  /** The index after its last token. */
  readonly to: number
  /** What takes its place. */
  readonly put: string
}

const DECLARES: ReadonlySet<string> = new Set(['function', 'class'])
const VARIABLES: ReadonlySet<string> = new Set(['const', 'let', 'var'])

/** A function, class or constant that `instantiate` declares for the rest of the glue. */
interface Helper {
  readonly name: string
  readonly from: number
  readonly to: number
}

/** Names that only code for async calls uses. A component can have such names, but jco's declarations are not around them. */
const ASYNC =
  /^(AsyncTask|AsyncSubtask|ComponentAsyncState|Waitable|FutureValue|createNewCurrentTask|getCurrentTask|HANDLE_TABLES)$/
/** Names whose declarations other changes may have left out. */
const LOCAL = /^(task|cstate|(trampoline|handleTable|captureTable|captureCnt|instanceFlags)\d+|(realloc|postReturn)\d+(Async)?)$/
function helpers(all: readonly Token[]): Helper[] {
  const found: Helper[] = []
  for (let index = 0; index < all.length; index++) {
    const { text, depth } = all[index]!
    if (depth !== 1 || !(DECLARES.has(text) || text === 'const')) continue
    const from = all[index - 1]?.text === 'async' ? index - 1 : index
    if (!endsStatement(all, from - 1)) continue
    const name = all[index + 1]!.text
    const to =
      text === 'const' ? afterConstant(all, index) : afterBody(all, text === 'function' ? closing(all, index + 2) : index)
    if (to === undefined) continue
    found.push({ name, from, to })
    index = to - 1
  }
  return found
}

/** The index after the body of a function or class that begins after `from`. */
function afterBody(all: readonly Token[], from: number): number {
  let open = from
  while (all[open]!.text !== '{') open++
  return closing(all, open) + 1
}

/** The index after a statement that declares one constant, or undefined if it is another kind of declaration. */
function afterConstant(all: readonly Token[], from: number): number | undefined {
  const to = afterStatement(all, from)
  const single = all[from + 2]!.text === '=' && !all.slice(from, to).some(({ text, depth }) => text === ',' && depth === 1)
  return single ? to : undefined
}

/** Whether the token at `index` is the name of a member. */
const isMember = (all: readonly Token[], index: number): boolean => all[index - 1]?.text === '.' && all[index - 2]?.text !== '.'

/**
 * Finds the helpers that nothing uses. `cuts` are the parts that are left out anyway. Throws if what stays needs code for async
 * calls, or a name whose declaration is gone.
 */
export function unused(all: readonly Token[], cuts: readonly Cut[]): Cut[] {
  const declared = new Map(helpers(all).map((helper) => [helper.name, helper]))
  const left = ends(cuts)
  const outside = new Map([...left, ...ends([...declared.values()])])
  /** Visits the tokens in a range, without those in parts that `skip` has. */
  const visit = (from: number, to: number, skip: ReadonlyMap<number, number>, see: (index: number) => void): void => {
    for (let index = from; index < to;) {
      const end = skip.get(index)
      if (end === undefined) see(index)
      index = end ?? index + 1
    }
  }
  // The component's functions and classes are declared inside of the code that uses them, and hide helpers of the same name.
  const own = new Set<string>()
  const known = new Set<string>()
  visit(0, all.length, outside, (index) => {
    const keyword = all[index - 1]?.text ?? ''
    if (DECLARES.has(keyword) && endsStatement(all, index - 2)) own.add(all[index]!.text)
    if (DECLARES.has(keyword) || VARIABLES.has(keyword)) known.add(all[index]!.text)
  })
  const used = new Set<string>()
  const use = (index: number): void => {
    const name = all[index]!.text
    const helper = declared.get(name)
    if (helper === undefined || used.has(name) || isMember(all, index)) return
    used.add(name)
    visit(helper.from, helper.to, left, use)
  }
  visit(0, all.length, outside, (index) => {
    const { text } = all[index]!
    if (own.has(text)) return
    use(index)
    if (LOCAL.test(text) && !known.has(text) && !isMember(all, index) && all[index + 1]?.text !== ':')
      throw unexpected(`it uses ${text}`)
  })
  for (const name of used) if (ASYNC.test(name)) throw unexpected(`it uses ${name}`)
  return [...declared.values()].filter(({ name }) => !used.has(name)).map(({ from, to }) => ({ from, to, put: '' }))
}

/** The end of each range, by its start. */
const ends = (ranges: readonly Pick<Cut, 'from' | 'to'>[]): Map<number, number> =>
  new Map(ranges.map(({ from, to }) => [from, to]))
