// Keeps the guests' instances, to read the notes in their tables and their memories.

const held = []
let off = false

/** Collects the instances of interpreters from now on, until `take` is called. */
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

/** Runs `act` without collecting its instances. */
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

/** The notes of a guest: the records whose calls returned, threw, or returned although the allocator had failed. */
export const notes = ({ returned, caught, bad, refs }) => ({
  returned: marks(returned),
  caught: marks(caught),
  bad: marks(bad),
  /** The host's objects that the guest holds. */
  held: marks(refs)
    .map((index) => refs.get(index))
    .filter((value) => value !== undefined),
})
