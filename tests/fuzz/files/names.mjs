// Names that JavaScript, TypeScript, WIT, a terminal or a file system read differently than wasm does.
const utf8 = (text) => new TextEncoder().encode(text)

/** An identifier that emitted code only contains if a name breaks out of its string or comment. */
export const MARK = 'FUZZ_BROKE_OUT'

const TEXTS = [
  '',
  ' ',
  ...['__proto__', 'constructor', 'prototype', 'toString', 'valueOf', 'hasOwnProperty', '__defineGetter__', 'then', 'default'],
  ...[
    'arguments',
    'eval',
    'await',
    'import',
    'export',
    'class',
    'instance',
    'program',
    'glue',
    'instantiate',
    'export0',
    'memory',
  ],
  ...['_start', '_initialize', 'cabi_realloc', 'run', 'name', 'length', 'a/b', '../../x', '/etc/passwd', 'x\0y', '.', '..'],
  ...[
    'fooBar',
    'foobar',
    'foo-bar',
    'foo_bar',
    'Foo-Bar',
    'set_up',
    'setup',
    'a--b',
    '-',
    '1a',
    'a-1',
    '%[x]',
    'f32',
    'own',
    'list',
  ],
  `*/ ${MARK} /*`,
  `*/ declare const ${MARK}: any /*`,
  `'; ${MARK}; '`,
  `"; ${MARK}; "`,
  `\`; ${MARK}; \``,
  `\${${MARK}}`,
  `\n${MARK}\n`,
  `\r${MARK}`,
  `\u2028${MARK}\u2029${MARK}`,
  `\\`,
  `\\'; ${MARK} //`,
  `</script><script>${MARK}`,
  `//# sourceMappingURL=${MARK}`,
  '\x1b]0;title\x07\x1b[2J',
  '\u202eevil\u2066',
  '\ufeff',
  '\u{1f600}',
  'ſ',
  '中文',
  'ﬀ',
  'wasi:cli/run@0.2.0',
  'wasi:cli/run@0.2.999999999999999999999',
  'wasi:filesystem/preopens@0.2.0',
  'wasi:filesystem/types',
  'wasi:io/streams@0.2.3',
  'wasi:http/handler@0.3.0',
  'a:b/constructor@1.0.0',
  'a:b/then',
  'a:b/default',
  'a:__proto__/c',
  '[constructor]thing',
  '[method]thing.then',
  '[method]thing.constructor',
  '[static]thing.prototype',
  '[resource-drop]preopen',
  '[resource-drop]descriptor',
  '[export]a:b/c',
  '[async]f',
  'locked-dep=<a:b>',
  'wasi_snapshot_preview1',
  'wasi_unstable',
  'env',
  'fd_write',
  'proc_exit',
  'thread-spawn',
]

const INVALID = [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0x61, 0xe2, 0x82], [0xfe, 0xff]]

/** Long names, made on demand. */
const LONG = [
  (random) => 'x'.repeat(random.between(200, 60_000)),
  (random) => '@'.repeat(random.between(200, 60_000)),
  (random) => `\n${'at @'.repeat(random.between(100, 15_000))}`,
  (random) => 'a-'.repeat(random.between(100, 30_000)),
  (random) => 'aB'.repeat(random.between(100, 30_000)),
  (random) => '/'.repeat(random.between(100, 60_000)),
  (random) => ' '.repeat(random.between(100, 60_000)),
]

/** The bytes of a name. `other` are names to confuse it with, and `sound` requires UTF-8. */
export function hostileName(random, other = [], sound = false) {
  const kind = random.below(16)
  if (kind === 0 && !sound) return Uint8Array.from(random.pick(INVALID))
  if (kind === 1 && random.chance(0.3)) return utf8(random.pick(LONG)(random))
  if (kind <= 4 && other.length > 0) return variant(random, random.pick(other))
  if (kind === 5) return utf8(random.pick(TEXTS) + random.pick(TEXTS))
  return utf8(random.pick(TEXTS))
}

export const hostileText = (random) => random.pick(TEXTS)

/** A name that some readers take for the same: with other case, other separators, or another ending. */
function variant(random, bytes) {
  const text = new TextDecoder().decode(bytes.subarray(0, 1000))
  switch (random.below(8)) {
    case 0:
      return bytes
    case 1:
      return utf8(text.toUpperCase())
    case 2:
      return utf8(text.replaceAll('-', '_'))
    case 3:
      return utf8(text.replaceAll('_', '-'))
    case 4:
      return utf8(text.replaceAll(/[-_](.)/g, (_, letter) => letter.toUpperCase()))
    case 5:
      return utf8(text.replace(/@.*$/, random.pick(['', '@0.2.99', '@0.3.0', '@1', '@0.2.0-rc', '@__proto__'])))
    case 6:
      return utf8(text.replace(/[^/:.\]]*$/, random.pick(['constructor', '__proto__', 'toString', 'then', 'valueOf'])))
    default:
      return utf8(text + hostileText(random))
  }
}

/** How repeated entries get distinct names. */
export const NAMINGS = [
  (bytes, index) => utf8(`${new TextDecoder().decode(bytes.subarray(0, 40))}${index}`),
  (_, index) => utf8(String.fromCodePoint(0x4e00 + (index % 20_000))),
  (_, index) => utf8(`f${'o'.repeat(index % 7)}${index % 2 ? '_' : '-'}${index >> 1}`),
  (_, index) => utf8(index.toString(2).replaceAll('0', 'a').replaceAll('1', 'A')),
]
