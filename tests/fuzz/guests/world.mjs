// The files of guests: a folder with links that lead out of it, and next to it a folder that was not granted.
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

import { memoryDirectory, Symlink } from '@unwasi/runtime'
import { hostDirectory } from '@unwasi/runtime/node'

import { files } from './descriptors.mjs'

/** A text in every file that guests may not read. */
export const CANARY = 'CANARY-6b1f-'
const VICTIM = `${CANARY}victim`
const SECRET = `${CANARY}secret`
/** Trees to leave out, whose faults would otherwise hide all others: `fifo`. */
const WITHOUT = (process.env.UNWASI_FUZZ_WITHOUT ?? '').split(',')

const LINKS = {
  link: 'a.txt',
  out: '../secret.txt',
  outdir: '..',
  abs: '/',
  loop: 'loop',
  dirlink: 'sub',
  chain1: 'chain2',
  chain2: 'outdir',
  procfd: '/proc/self/fd',
}

/** The files lie in memory if possible, because guests that sync their writes would wait for a disk. */
const PLACE = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

/** The limits of a directory in memory: less than floods ask for, and small enough for the heap of a child. */
const QUOTA = { maxBytes: 2 ** 24, maxEntries: 2 ** 14 }

/** Counts entries without `tree()`, which copies files and fails for those that guests make too large. */
const entriesOf = ({ root }) => {
  let count = 0
  const todo = [root]
  for (let folder = todo.pop(); folder; folder = todo.pop()) {
    count += folder.entries.size
    for (const node of folder.entries.values()) if (node.entries) todo.push(node)
  }
  return count
}

export class World {
  root = files.realpathSync(files.mkdtempSync(path.join(PLACE, 'unwasi-guests-')))
  granted = path.join(this.root, 'granted')
  victim = path.join(this.root, 'victim')
  secret = path.join(this.root, 'secret.txt')
  dirty = true
  #memories = []

  constructor() {
    files.mkdirSync(this.victim)
    files.writeFileSync(path.join(this.victim, 'victim.txt'), VICTIM)
    files.writeFileSync(this.secret, SECRET)
    if (!WITHOUT.includes('fifo')) execFileSync('mkfifo', [path.join(this.root, 'fifo')])
    this.restore()
    this.#before = this.#around()
    process.on('exit', () => files.rmSync(this.root, { recursive: true, force: true }))
  }

  #before

  /** The state of everything outside the grant, as text. */
  #around() {
    const stat = (name) => {
      const { size, mtimeMs, mode, nlink } = files.statSync(path.join(this.root, name))
      return `${name} ${size} ${mtimeMs} ${mode} ${nlink}`
    }
    const contents = [this.secret, path.join(this.victim, 'victim.txt')].map((file) => files.readFileSync(file, 'latin1'))
    return [
      files.readdirSync(this.root).join(),
      files.readdirSync(this.victim).join(),
      stat('secret.txt'),
      stat('victim/victim.txt'),
      ...contents,
    ].join('\n')
  }

  /** Whether anything outside the grant was changed. */
  harmed() {
    const now = this.#around()
    return now === this.#before ? undefined : `${this.#before}\n->\n${now}`
  }

  /** Makes the folder again if a guest changed it. */
  restore() {
    if (!this.dirty) return
    const { granted } = this
    files.rmSync(granted, { recursive: true, force: true })
    files.mkdirSync(path.join(granted, 'sub'), { recursive: true })
    files.mkdirSync(path.join(granted, 'deep/er'), { recursive: true })
    files.writeFileSync(path.join(granted, 'a.txt'), 'the text of a.txt\n'.repeat(40))
    files.writeFileSync(path.join(granted, 'sub/b.txt'), 'b')
    files.linkSync(path.join(granted, 'a.txt'), path.join(granted, 'hard'))
    for (const [name, target] of Object.entries(LINKS)) files.symlinkSync(target, path.join(granted, name))
    if (!WITHOUT.includes('fifo')) files.linkSync(path.join(this.root, 'fifo'), path.join(granted, 'fifo'))
    this.dirty = false
  }

  host(readonly) {
    this.restore()
    return hostDirectory(this.granted, { readonly })
  }

  memory(readonly) {
    // A guest may make absolute links, but a tree from the caller may not contain any.
    const links = Object.fromEntries(
      Object.entries(LINKS)
        .filter(([, target]) => !target.startsWith('/'))
        .map(([name, target]) => [name, new Symlink(target)]),
    )
    const tree = { 'a.txt': 'the text of a.txt\n'.repeat(40), sub: { 'b.txt': 'b' }, deep: { er: {} }, ...links }
    const made = memoryDirectory(tree, { readonly, ...QUOTA })
    this.#memories.push(made)
    return made
  }

  /** The number of entries in the fullest memory directory made since the last call, if that exceeds its limit. */
  overfull() {
    const most = Math.max(0, ...this.#memories.splice(0).map(entriesOf))
    return most > QUOTA.maxEntries ? most : undefined
  }

  victims() {
    return hostDirectory(this.victim)
  }
}

/** The error that the caller's own callbacks throw. A run must pass it on unchanged. */
export const OWN_ERROR = new Error("the caller's own")

/** How a case is run, as data. */
export const makeSetting = (random) => ({
  directory: random.weighted([
    [5, 'host'],
    [3, 'memory'],
    [1, 'both'],
    [1, 'none'],
  ]),
  readonly: random.chance(0.3),
  input: random.pick(['none', 'text', 'bytes', 'chunks', 'empty chunks', 'large', 'throws']),
  stdout: random.weighted([
    [8, 'pipe'],
    [1, 'ignore'],
    [1, 'callback'],
    [0.3, 'throws'],
  ]),
  maxOutput: random.pick([0, 10, 1000, 65536, 1 << 20]),
  limits: random.weighted([
    [6, {}],
    [1, { maxHandles: random.pick([0, 3, 20]) }],
    [1, { maxMemory: random.pick([0, 1 << 18, 1 << 20, 1 << 26]) }],
  ]),
  encoding: random.pick(['utf8', 'bytes']),
  victim: random.chance(0.4),
  stranger: random.chance(0.4),
})

const INPUT = {
  none: () => '',
  text: () => 'some text\nin lines\n',
  bytes: () => Uint8Array.of(0, 255, 254, 10, 13, 128),
  chunks: () => ['a', Uint8Array.of(98), '', 'cde'],
  'empty chunks': () => ['', new Uint8Array(0)],
  large: () => 'x'.repeat(300_000),
  *throws() {
    yield 'first'
    throw OWN_ERROR
  },
}

const OUTPUT = {
  callback: () => {},
  throws: () => {
    throw OWN_ERROR
  },
}

/** The options of a run for `setting`. `hook` is called occasionally while the guest waits for the clock. */
export const optionsFor = (setting, world, hook) => {
  let time = 1_700_000_000_000_000_000n
  const clock = {
    now: () => (hook(), (time += 1000n)),
    monotonic: () => (hook(), (time += 1000n)),
    sleep: (nanoseconds) => void (time += nanoseconds),
  }
  const { directory, readonly, maxOutput, encoding, limits } = setting
  const dirs = {}
  if (directory === 'host' || directory === 'both') dirs['/'] = world.host(readonly)
  if (directory === 'memory') dirs['/'] = world.memory(readonly)
  if (directory === 'both') dirs['/memory'] = world.memory(readonly)
  let seed = 1
  const random = (bytes) => {
    for (let index = 0; index < bytes.length; index += 4096) bytes[index] = seed = (seed * 75 + 74) % 65537
  }
  const output = OUTPUT[setting.stdout] ?? setting.stdout
  return {
    dirs,
    clock,
    random,
    encoding,
    maxOutput,
    ...limits,
    input: INPUT[setting.input](),
    stdout: output,
    stderr: output,
    env: { NAME: 'value' },
  }
}
