// Calls of a component by what they are for.

/** Most of them make handles, and may cost something: a script does it a thousand times. */
const FLOODS = /subscribe|get-std|get-directories|via-stream$|^now$|read-directory$/
/** Makes handles and costs next to nothing, so that a script can do it as often as there is fuel for. */
const CHEAP = /^subscribe|^get-std|put-stream.subscribe/

const sorted = new WeakMap()

/** Numbers of calls by what they are for. */
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
