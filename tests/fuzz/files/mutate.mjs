// Changes the tree of a file. Sizes and counts stay right unless they are the target of the change, so that the deeper layers are
// reached.
import { clone, concat, encode, leb } from './encode.mjs'
import { hostileName, NAMINGS } from './names.mjs'

/** Larger files could exceed the one second that a case may take. */
export const LARGEST = 1_000_000

const NUMBERS = [0, 1, 2, 3, 7, 63, 64, 127, 128, 255, 256, 1000, 16_383, 65_535, 65_536, 65_537, 100_000, 1_000_000]
const EDGES = [2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 53, 2n ** 63n, 2n ** 64n - 1n, 2n ** 70n]
const RAW_LEBS = [[0x80], [0xff, 0xff, 0xff, 0xff, 0xff, 0xff], [0x80, 0x80, 0x80, 0x80, 0x10], [0xff, 0xff, 0xff, 0xff, 0x7f]]

/** All nodes of a tree with their parents, by type. */
function index(tree, pool) {
  const found = { leb: [], name: [], vec: [], sized: [], raw: [], list: [], entry: [] }
  const visit = (node, parent) => {
    found[node.t]?.push(node)
    const list = node.t === 'vec' || node.of === 'sections'
    if (list) found.list.push(node)
    if (parent) found.entry.push({ node, parent })
    node.children?.forEach((child) => visit(child, node))
  }
  visit(tree, undefined)
  return { ...found, pool }
}

const replace = (node, other) => {
  for (const key of Object.keys(node)) delete node[key]
  Object.assign(node, clone(other))
}

const place = (random, list) => random.below(list.children.length + 1)

/** The last sections of a component depend on everything before them, and lists with entries are worth more. */
const someList = (random, all) => {
  const list = random.pick(all.list)
  return list?.children.length > 0 ? list : random.pick(all.list)
}

const MUTATIONS = {
  number(random, { leb: lebs }) {
    const node = random.pick(lebs)
    if (node === undefined) return
    const now = node.bytes ? (node.bytes[0] ?? 0) & 0x7f : 0
    const value = random.weighted([
      [4, Math.max(0, now + random.between(-2, 2))],
      [3, random.below(12)],
      [3, random.pick(NUMBERS)],
      [2, random.pick(EDGES)],
    ])
    replace(node, { t: 'leb', value, ...(random.chance(0.1) && { pad: random.between(1, 6) }) })
  },
  form(random, all) {
    const node = random.pick(random.chance(0.7) ? all.leb : [...all.vec, ...all.sized, ...all.name])
    if (node === undefined) return
    if (node.t !== 'leb') node.pad = random.between(1, 9)
    else if (random.chance(0.5)) node.bytes = concat([node.bytes ?? leb(node.value)].map((bytes) => padded(bytes, random)))
    else node.bytes = Uint8Array.from(random.pick(RAW_LEBS))
  },
  name(random, { name: names }) {
    const node = random.pick(names)
    if (node) node.bytes = hostileName(random, [node.bytes, random.pick(names).bytes])
  },
  /** Another name from the file, so that a lookup finds something else, or finds it twice. */
  rename(random, { name: names }) {
    const node = random.pick(names)
    if (node) node.bytes = random.pick(names).bytes
  },
  /** An instance that lacks everything taken from it, under a name that every object has. */
  hollow(random, { entry: entries }) {
    const lists = entries.map(({ node }) => node).filter(({ of }) => of === 'component-types' || of === 'component-imports')
    const at = random.below(lists.length)
    const named = lists.slice(at).find(({ of }) => of === 'component-imports')
    const types = lists.slice(0, lists.indexOf(named)).findLast(({ of }) => of === 'component-types')
    const declared = types?.children.at(-1)
    if (declared?.of !== 'instance-type') return
    const [, declarations] = declared.children
    declarations.children = declarations.children.filter(({ of }) => of !== 'declare-extern')
    const title = named.children.at(-1)?.children?.[0]?.children?.[1]
    if (title?.t === 'name' && random.chance(0.8)) MUTATIONS.name(random, { name: [title] })
  },
  /** Replaces a name everywhere, so that the importer and the exporter still agree on it. */
  everywhere(random, { name: names }) {
    const node = random.pick(names)
    if (node === undefined) return
    const before = Buffer.from(node.bytes)
    const after = hostileName(random, [node.bytes, random.pick(names).bytes])
    for (const one of names) if (before.equals(one.bytes)) one.bytes = after
  },
  lie(random, all) {
    const node = random.pick([...all.vec, ...all.sized, ...all.name])
    if (node === undefined) return
    const field = node.t === 'vec' ? 'count' : 'size'
    const now = node.t === 'name' ? node.bytes.length : node.children.length
    node[field] = random.chance(0.5) ? Math.max(0, now + random.between(-3, 3)) : random.pick([...NUMBERS, ...EDGES])
  },
  duplicate(random, all) {
    const list = someList(random, all)
    if (list?.children.length > 0) list.children.splice(place(random, list), 0, clone(random.pick(list.children)))
  },
  remove(random, all) {
    const list = someList(random, all)
    if (list?.children.length > 0) list.children.splice(random.below(list.children.length), 1)
  },
  swap(random, all) {
    const list = someList(random, all)
    if (!(list?.children.length > 1)) return
    const [one, other] = [random.below(list.children.length), random.below(list.children.length)]
    const { children } = list
    ;[children[one], children[other]] = [children[other], children[one]]
  },
  /** Something of the same kind from another file. */
  insert(random, { list: lists, pool }) {
    const list = random.pick(lists)
    if (list === undefined) return
    const kind = list.children[0]?.of
    const donors = pool.get(kind ?? random.pick([...pool.keys()]))
    if (donors) list.children.splice(place(random, list), 0, clone(random.pick(donors)))
  },
  exchange(random, { entry: entries, pool }) {
    if (entries.length === 0) return
    const { node } = random.pick(entries)
    const donors = pool.get(random.chance(0.8) ? node.of : random.pick([...pool.keys()]))
    if (donors) replace(node, random.pick(donors))
  },
  /** The same entry, thousands of times. */
  repeat(random, all) {
    if (random.chance(0.9)) return MUTATIONS.duplicate(random, all)
    const list = someList(random, all)
    if (!(list?.children.length > 0)) return
    const at = random.below(list.children.length)
    const one = clone(list.children[at])
    const room = Math.floor((LARGEST * 0.9) / (encode(one).length + 4))
    one.times = Math.min(room, random.pick([10, 100, 1000, 3000, 12_000, 60_000, 300_000]))
    if (one.times > 60_000 || random.chance(0.5)) delete one.named
    else one.named = random.pick(NAMINGS)
    if (one.named && one.times > 12_000) one.times = 12_000
    list.children.splice(at, 1, one)
  },
  byte(random, { raw: raws }) {
    const node = random.pick(raws)
    if (!(node?.bytes.length > 0)) return
    const bytes = node.bytes.slice()
    bytes[random.below(bytes.length)] = random.chance(0.5) ? random.below(256) : random.pick([0, 1, 2, 3, 0x7f, 0x60, 0x40, 0x42])
    node.bytes = bytes
  },
  /** Types nested in types, or components nested in components. */
  nest(random, { vec: vecs, pool }) {
    const types = vecs.filter(({ of }) => of === 'component-types' || of === 'types')
    const list = random.pick(types)
    if (list === undefined || random.chance(0.5))
      return MUTATIONS.exchange(random, { entry: [{ node: random.pick(vecs) ?? {} }], pool })
    const [head, tail] = random.pick(NESTS)
    const depth = random.pick([2, 10, 100, 1000, 10_000, 100_000])
    const bytes = concat([...Array.from({ length: depth }, () => Uint8Array.from(head)), Uint8Array.from(tail)])
    list.children.push({ t: 'raw', bytes: bytes.subarray(0, LARGEST / 2) })
  },
}

/** The bytes that a nested type begins with, and the innermost type. */
const NESTS = [
  [[0x41, 1, 1], [0x7f]],
  [[0x42, 1, 1], [0x7f]],
  [
    [0x42, 1, 0],
    [0x60, 0, 0],
  ],
  [
    [0x4e, 1],
    [0x60, 0, 0],
  ],
  [
    [0x50, 0],
    [0x60, 0, 0],
  ],
  [[0x6b], [0x7f]],
]

function padded(bytes, random) {
  const extra = random.between(1, 5)
  const all = [...bytes, ...Array.from({ length: extra }, () => 0)]
  return Uint8Array.from(all, (byte, at) => (at < all.length - 1 ? byte | 0x80 : byte))
}

const WEIGHTS = [
  [6, 'number'],
  [1, 'form'],
  [7, 'name'],
  [4, 'rename'],
  [5, 'everywhere'],
  [2, 'hollow'],
  [1, 'lie'],
  [3, 'duplicate'],
  [3, 'remove'],
  [2, 'swap'],
  [4, 'insert'],
  [4, 'exchange'],
  [1, 'repeat'],
  [2, 'byte'],
  [0.3, 'nest'],
]

/** A changed copy of `tree`, and the names of the changes. `without` lists the nodes that must not change, by their `of`. */
export function mutate(random, tree, pool, without = []) {
  const copy = clone(tree)
  const done = []
  const count = random.weighted([
    [6, 1],
    [3, 2],
    [2, 3],
    [1, random.between(4, 10)],
  ])
  for (let step = 0; step < count; step++) {
    const what = random.weighted(WEIGHTS)
    const all = index(copy, pool)
    if (without.length > 0) keepOut(all, copy, without)
    MUTATIONS[what](random, all)
    done.push(what)
  }
  return { tree: copy, done }
}

/** Removes from `all` everything within nodes that must not change. */
function keepOut(all, tree, without) {
  const kept = new Set()
  const visit = (node, inside) => {
    const here = inside || without.includes(node.of)
    if (here) kept.add(node)
    node.children?.forEach((child) => visit(child, here))
  }
  visit(tree, false)
  for (const kind of ['leb', 'name', 'vec', 'sized', 'raw', 'list']) all[kind] = all[kind].filter((node) => !kept.has(node))
  all.entry = all.entry.filter(({ node }) => !kept.has(node))
}
