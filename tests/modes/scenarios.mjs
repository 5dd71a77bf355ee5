// What programs do in each mode. These functions run in Node and in pages, without a bundler. `scripts/modes/rows.mjs` says what each
// returns or how it fails.
import { jspi, memoryDirectory } from './runtime.js'

const later = (ms) => new Promise((resolve) => void setTimeout(resolve, ms))

async function* slowly() {
  for (const line of ['one\n', 'two\n']) {
    await later(20)
    yield line
  }
}

/** What `promise` rejects with, or `otherwise`. */
const codeOf = (promise, otherwise = 'no error') =>
  promise.then(
    () => otherwise,
    (error) => error.code ?? error,
  )

/** Whether timers run between the program's first output and its end. A third tick ends the program. */
const alive = async (run, options = {}) => {
  const controller = new AbortController()
  let ticks = 0
  let timer
  const tick = () => ++ticks > 2 && controller.abort()
  const stdout = () => void (timer ??= setInterval(tick, 5))
  await codeOf(run([], { ...options, signal: controller.signal, stdout }))
  clearInterval(timer)
  return ticks > 2 ? 'alive' : ticks === 0 ? 'blocked' : `${ticks} ticks`
}

/** How a run ends whose signal is aborted after its first output. */
const aborted = (run, options = {}) => {
  const controller = new AbortController()
  const stdout = () => void setTimeout(() => controller.abort(), 30)
  return codeOf(run([], { ...options, signal: controller.signal, stdout }))
}

/** How a program ends that is killed after its first output. */
const killed = (run, options) => {
  const program = run.spawn([], { ...options, stdout: () => void setTimeout(() => program.kill('enough'), 30) })
  return codeOf(program.exited)
}

/** Reads `directory` while a program runs that has it. */
const during = async (run, directory, read) => {
  let found
  const stdout = () => {
    try {
      found = read()
    } catch ({ code }) {
      found = code
    }
  }
  await run([], { dirs: { '/': directory }, stdout })
  return found
}

const made = (directory) => Object.keys(directory.tree()).join()

/** The scenarios that rows name. Each gets the programs of a mode by name, and what programs.mjs adds to them. */
export const scenarios = {
  run: async ({ go }) => (await go(['args', 'one'])).stdout,
  native: async ({ native }) => (await native(['one'])).stdout,
  preview2: async ({ preview2 }) => (await preview2()).stdout,
  composed: async ({ composed }) => (await composed()).stdout,
  load: async ({ go }) => (await go.load()) ?? 'loaded',
  sync: async ({ go }) => {
    if (go.sync === undefined) return 'missing'
    await go.load()
    return go.sync(['args', 'one']).stdout
  },
  instantiate: async ({ tool }) => {
    if (tool.instantiate === undefined) return 'missing'
    const { exports } = await tool.instantiate([], { stdout: 'ignore' })
    return exports.add(1, 2)
  },
  spawn: async ({ go }) => go.spawn(['args', 'one']).stdout.text(),
  spawnComposed: async ({ composed }) => composed.spawn().stdout.text(),
  spawnTraced: async ({ go }) => go.spawn(['args', 'one'], { trace() {} }).stdout.text(),
  data: async ({ go }) => (await go(['lines'], { input: ['one\n', new TextEncoder().encode('two\n')] })).stdout,
  later: async ({ go }) => (await go(['lines'], { input: slowly() })).stdout,
  written: async ({ go }) => {
    const program = go.spawn(['lines'], { stdin: 'pipe' })
    const writer = program.stdin.getWriter()
    // The program's end, and not the writer, says what went wrong.
    void (async () => {
      for await (const line of slowly()) await writer.write(line)
      await writer.close()
    })().catch(() => {})
    const [text] = await Promise.all([program.stdout.text(), program.exited])
    return text
  },
  callback: async ({ go }) => {
    let text = ''
    await go(['args', 'one'], { stdout: (chunk) => void (text += new TextDecoder().decode(chunk)) })
    return text
  },
  // More than a worker sends ahead. `maxOutput` is less than what the program prints.
  stream: async ({ go }) => {
    let bytes = 0
    const stdout = new WritableStream({
      async write(chunk) {
        await later(1)
        bytes += chunk.length
      },
    })
    await go(['big', '1000000'], { stdout, maxOutput: 500_000 })
    return bytes
  },
  aliveWaiting: ({ sleeping }) => alive(sleeping),
  aliveComputing: ({ calling, patience }) => alive(calling, { timeout: patience }),
  signalWaiting: ({ sleeping }) => aborted(sleeping),
  killWaiting: ({ sleeping }) => killed(sleeping),
  signalComputing: ({ computing, patience }) => aborted(computing, { timeout: patience }),
  killComputing: ({ computing, patience }) => killed(computing, { timeout: patience }),
  timeoutComputing: ({ computing }) => codeOf(computing([], { timeout: 100 })),
  timeoutSleeping: ({ go }) => codeOf(go(['sleep', '60000'], { timeout: 100 })),
  timers: async ({ go }) => {
    const program = go.spawn(['wait', '5'], { stdin: 'pipe' })
    const lines = []
    for await (const line of program.stdout.lines()) if (lines.push(line) === 2) await program.stdin.close()
    return [...lines.slice(0, 2), lines.at(-1)].join()
  },
  terminal: async ({ go }) => (await go(['color'], { terminal: { columns: 80, rows: 24 } })).stdout,
  trap: async ({ trapping }) => {
    const { code, stdout } = await trapping().catch((error) => error)
    return [code, stdout]
  },
  maxOutput: ({ go }) => codeOf(go(['big', '1000000'], { maxOutput: 1000 })),
  maxMemory: ({ go }) => codeOf(go(['heap'], { maxMemory: 1_000_000 })),
  clock: async ({ go }) => (await go(['clock'], { clock: { now: () => 0n, monotonic: () => 7n } })).stdout,
  random: async ({ go }) => (await go(['random', '4'], { random: (bytes) => bytes.fill(1) })).stdout,
  trace: async ({ go }) => {
    const names = new Set()
    await go(['args', 'one'], { trace: ({ name }) => void names.add(name) })
    return names.has('fd_write')
  },
  imports: async ({ asking }) => (await asking([], { imports: { env: { foo: (value) => value + 2 } } })).exitCode,
  libraryCall: async ({ library }) => {
    const lib = await library({ stdout: 'ignore' })
    const sum = lib.add(1, 2)
    return sum instanceof Promise ? ['promise', await sum] : ['value', sum]
  },
  libraryMemory: async ({ library }) => (await library({ stdout: 'ignore' })).memory !== undefined,
  libraryAsync: async ({ library }) => {
    const lib = await library({ stdout: 'ignore', async: jspi })
    const sum = lib.add(1, 2)
    return sum instanceof Promise ? ['promise', await sum] : ['value', sum]
  },
  typed: async ({ typed }) => {
    const lib = await typed()
    const text = lib.shapes.greet('you')
    return text instanceof Promise ? ['promise', await text] : ['value', text]
  },
  memoryDirectory: async ({ tool }) => {
    const directory = memoryDirectory()
    await tool([], { dirs: { '/': directory } })
    return made(directory)
  },
  memoryDuring: ({ tool }) => {
    const directory = memoryDirectory()
    return during(tool, directory, () => made(directory))
  },
  memoryEnded: async ({ computing, patience }) => {
    const directory = memoryDirectory()
    // A program that still writes when the signal is aborted ends by itself.
    await aborted(computing, { dirs: { '/': directory }, timeout: patience })
    return made(directory)
  },
  hostDirectory: ({ tool, host }) => during(tool, host.directory(), host.list),
}

/** The value of a scenario, or the code and message of its error. */
export const outcomeOf = (name, mode) =>
  Promise.resolve(mode)
    .then(scenarios[name])
    .then(
      (value) => ({ value }),
      ({ code, message }) => ({ code, message }),
    )
