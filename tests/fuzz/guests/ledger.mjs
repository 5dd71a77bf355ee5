// Keeps hold of the guests' instances, for what they noted in their tables and what is in their memories.

const held = []
let off = false

/** From now on instances of interpreters are kept, until `take` is called. */
export const keepInstances = () => {
  const { Instance } = WebAssembly
  const Kept = function (module, imports) {
    const instance = new Instance(module, imports)
    const memory = instance.exports.memory ?? imports?.m?.memory
    if (instance.exports.returned && !off) held.push({ exports: instance.exports, memory })
    return instance
  }
  Kept.prototype = Instance.prototype
  WebAssembly.Instance = Kept
}

/** `act`, whose instances are nobody's business. */
export const unseen = (act) => {
  off = true
  try {
    return act()
  } finally {
    off = false
  }
}

export const takeInstances = () => held.splice(0)

const marks = (table) => Array.from({ length: table.length }, (_, index) => index).filter((index) => table.get(index) !== null)

/** What a guest noted: records whose calls returned, threw, or were answered although its allocator had given them no room. */
export const notes = ({ returned, caught, bad, refs }) => ({
  returned: marks(returned),
  caught: marks(caught),
  bad: marks(bad),
  /** What it holds of the host's. */
  held: marks(refs)
    .map((index) => refs.get(index))
    .filter((value) => value !== undefined),
})
