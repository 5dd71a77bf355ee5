// The calls of a component, sorted by purpose.

/** Most of these make handles at some cost, so a script makes a thousand of them. */
const FLOODS = /subscribe|get-std|get-directories|via-stream$|^now$|read-directory$/
/** These make handles at almost no cost, so a script makes as many as its fuel allows. */
const CHEAP = /^subscribe|^get-std|put-stream.subscribe/

const sorted = new WeakMap()

/** The numbers of calls, by purpose. */
export const sort = (calls) => {
  if (sorted.has(calls)) return sorted.get(calls)
  const numbers = (test) => calls.flatMap((one, index) => (test(one) ? [index] : []))
  const borrowed = calls.map(({ params }) => params.filter(({ role }) => role === 'borrow').map(({ kind }) => kind))
  const found = {
    borrowed,
    odd: numbers(({ odd }) => odd),
    drops: numbers(({ drops }) => drops),
    usual: numbers(({ odd }) => !odd),
    floods: numbers(({ odd, name }) => !odd && FLOODS.test(name)),
    cheap: numbers(({ odd, name }) => !odd && CHEAP.test(name)),
    paths: numbers(({ odd, params }) => !odd && params.some(({ role }) => role === 'pointer')),
  }
  sorted.set(calls, found)
  return found
}
