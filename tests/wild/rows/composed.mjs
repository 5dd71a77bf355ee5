// Third-party programs in components that wasm-tools composes with others, which give them interfaces.
import { componentize } from '@unwasi/core'

import { composed, fixedArguments, namingTools, silentLogging } from '../compose.mjs'
import { componentRows } from './components.mjs'
import { languageRows } from './languages.mjs'
import { programRows } from './programs.mjs'

/** A row for the same program, whose imports components provide. */
const given = (row, providers) => ({
  ...row,
  name: `${row.name}, composed`,
  how: 'composed',
  imports: undefined,
  made: async (bytes) => composed(bytes, await providers()),
})

/** A row for the portable component of a program, whose arguments another component provides. */
const called = (row, args, { input, ...rest }) => ({
  ...row,
  ...rest,
  name: `${row.name}, composed`,
  how: 'composed',
  made: async (bytes) => composed(await componentize(bytes), { args: await fixedArguments(args, '0.2.12') }),
  async run({ main }) {
    const { exitCode, stdout, stderr } = await main(['not used'], { input, dirs: { '/w': { 'in.txt': '1 2 39\n' } } })
    return `${exitCode} ${stdout}${stderr}`
  },
})

const rowOf = (rows, name) => rows.find((row) => row.name === name)

/** @type {import('../row.mjs').Row[]} */
export const composedRows = [
  given(rowOf(componentRows, 'JPEG 2000'), async () => ({ logging: await silentLogging() })),
  given(rowOf(componentRows, 'SZ3'), async () => ({ logging: await silentLogging() })),
  {
    ...given(rowOf(componentRows, 'Hyperlight JavaScript'), async () => ({ tools: await namingTools() })),
    oracle: 'JavaScript; the tool returns its name',
    async run({ main }) {
      const lib = await main()
      return JSON.stringify(
        lib.executor.run('console.log([3, 1, 2].toSorted().join(), JSON.stringify(call_tool("add", { a: 20 })))'),
      )
    },
    expect: '{"stdout":"1,2,3 {\\"result\\":\\"add\\"}\\n","stderr":"","exitCode":0}',
  },
  called(rowOf(programRows, 'gojq'), ['gojq', '-c', '.a | map(. * 2) | {sum: add, max: max}'], {
    oracle: 'wasmtime 49 runs the same component',
    input: '{"a":[1,2,3]}',
    expect: '0 {"max":6,"sum":12}\n',
  }),
  called(
    rowOf(programRows, 'QuickJS'),
    ['qjs', '--std', '-e', "print(std.loadFile('/w/in.txt').trim(), scriptArgs.length); std.exit(7)"],
    {
      oracle: 'JavaScript',
      expect: '7 1 2 39 0\n',
    },
  ),
  called(rowOf(languageRows, 'SQLite'), ['sqlite3', ':memory:', "select upper('a') || 'b', 6 * 7"], {
    oracle: 'SQL',
    expect: '0 Ab|42\n',
  }),
]
