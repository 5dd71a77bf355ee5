// Components with typed interfaces. Some import interfaces, which JavaScript gives.
import { inflateSync } from 'node:zlib'

import { npm, pypi } from '../row.mjs'

const codec = (name, version) =>
  pypi(`numcodecs-wasm-${name}@${version}`, `numcodecs_wasm_${name.replaceAll('-', '_')}/codec.wasm`)

/** Encodes an array with a codec of numcodecs, and decodes it again. */
async function coded(main, config, data) {
  const lib = await main({ imports: { 'wasi:logging/logging': { log: () => {} } } })
  const { Codec, codecId } = lib.codec
  const made = Codec.fromConfig(JSON.stringify(config))
  const encoded = made.encode(data)
  const decoded = made.decode(encoded)
  return { id: codecId(), encoded, decoded }
}

/** Runs `code` in Hyperlight's sandbox. The answer also has the tools that the code called. */
async function sandboxed(main, code) {
  const called = []
  const lib = await main({
    imports: {
      'hyperlight:sandbox/tools': {
        dispatch(name, json) {
          called.push([name, JSON.parse(json)])
          return JSON.stringify({ result: 42 })
        },
      },
    },
  })
  const result = lib.executor.run(code)
  return JSON.stringify([result, called])
}

const bytes = Uint8Array.from({ length: 200 }, (_, index) => index % 7)
const waves = Float64Array.from({ length: 64 }, (_, index) => Math.sin(index / 5) * 100)
const numbers = (val) => ({ data: { tag: 'f64', val }, shape: Uint32Array.of(val.length) })

/** The largest difference of two arrays. */
const error = (a, b) => Math.max(...a.map((value, index) => Math.abs(value - b[index])))

/** @type {import('../row.mjs').Row[]} */
export const componentRows = [
  {
    name: 'numcodecs zlib',
    from: codec('zlib', '0.4.0'),
    how: 'component',
    oracle: "Node's zlib inflates what it deflates",
    async run({ main }) {
      const { id, encoded, decoded } = await coded(
        main,
        { level: 6 },
        { data: { tag: 'u8', val: bytes }, shape: Uint32Array.of(200) },
      )
      const inflated = inflateSync(encoded.data.val.subarray(encoded.data.val.length - inflatable(encoded.data.val)))
      return `${id} ${Buffer.from(inflated).equals(bytes)} ${decoded.data.tag} ${Buffer.from(decoded.data.val).equals(bytes)}`
    },
    expect: 'zlib.rs true u8 true',
  },
  {
    name: 'numcodecs bit-round',
    from: codec('bit-round', '0.5.0'),
    how: 'component',
    oracle: 'arithmetic: eight bits of mantissa are kept',
    async run({ main }) {
      const { id, encoded, decoded } = await coded(main, { mode: 'keepbits', keepbits: 8 }, numbers(waves))
      const worst = Math.max(...waves.map((value, index) => (value === 0 ? 0 : Math.abs(encoded.data.val[index] / value - 1))))
      return `${id} ${worst > 0 && worst <= 2 ** -9} ${error(encoded.data.val, decoded.data.val)}`
    },
    expect: 'bit-round.rs true 0',
  },
  {
    name: 'SZ3',
    imports: { 'wasi:logging/logging': true },
    node: 25,
    from: codec('sz3', '0.8.4'),
    how: 'component',
    oracle: 'its own bound of the error',
    async run({ main }) {
      const config = { predictor: 'interpolation', eb_mode: 'abs', eb_abs: 0.01 }
      const { id, encoded, decoded } = await coded(main, config, numbers(waves))
      return `${id} ${encoded.data.tag} ${decoded.data.tag} ${error(waves, decoded.data.val) <= 0.01}`
    },
    expect: 'sz3.rs u8 f64 true',
  },
  {
    name: 'JPEG 2000',
    imports: { 'wasi:logging/logging': true },
    from: codec('jpeg2000', '0.3.0'),
    how: 'component',
    oracle: 'JPEG 2000: the signature of a code stream; lossless',
    async run({ main }) {
      const val = Int16Array.from({ length: 256 }, (_, index) => (index * 37) % 501)
      const { id, encoded, decoded } = await coded(
        main,
        { mode: 'lossless' },
        { data: { tag: 'i16', val }, shape: Uint32Array.of(16, 16) },
      )
      return `${id} ${Buffer.from(encoded.data.val).includes(Buffer.from([0xff, 0x4f, 0xff, 0x51]))} ${error(val, decoded.data.val)}`
    },
    expect: 'jpeg2000.rs true 0',
  },
  {
    name: 'Pcodec',
    from: codec('pco', '0.4.0'),
    how: 'component',
    oracle: 'lossless',
    async run({ main }) {
      const { id, encoded, decoded } = await coded(
        main,
        { level: 8, mode: 'auto', delta: 'auto', paging: 'equal-pages-up-to' },
        numbers(waves),
      )
      return `${id} ${encoded.data.tag} ${error(waves, decoded.data.val)}`
    },
    expect: 'pco.rs u8 0',
  },
  {
    name: 'Arcjet redact',
    from: npm('@arcjet/redact-wasm@1.4.0', 'wasm/arcjet_analyze_bindings_redact.component.wasm'),
    how: 'imports',
    imports: { 'arcjet:redact/custom-redact': true },
    oracle: "Arcjet's documentation of redact",
    async run({ main }) {
      const seen = []
      const lib = await main({
        imports: {
          'arcjet:redact/custom-redact': {
            detectSensitiveInfo: (tokens) =>
              tokens.map((token) => (token === 'secret' ? { tag: 'custom', val: 'word' } : undefined)),
            redactSensitiveInfo: (type, plain) => {
              seen.push(`${type.tag}=${plain}`)
              return type.tag === 'email' ? 'someone@redacted' : undefined
            },
          },
        },
      })
      const found = lib.redact('write a secret to test@example.com or +353871234567', {
        skipCustomDetect: false,
        skipCustomRedact: false,
      })
      return JSON.stringify([found, seen])
    },
    expect: 'sha256:3991cd11458170bbc0dcf4a218335aceae491be7f6aed2d387cfa131c3a41891',
  },
  {
    name: 'Arcjet analyze',
    from: npm('@arcjet/analyze-wasm@1.5.0', 'wasm/arcjet_analyze_js_req.component.wasm'),
    how: 'imports',
    imports: Object.fromEntries(
      ['bot-identifier', 'email-validator-overrides', 'filter-overrides', 'sensitive-information-identifier', 'verify-bot'].map(
        (name) => [`arcjet:js-req/${name}`, true],
      ),
    ),
    oracle: "Arcjet's documentation of email validation and bot detection",
    async run({ main }) {
      const asked = []
      const answer = (value) => (about) => {
        asked.push(about)
        return value
      }
      const lib = await main({
        imports: {
          'arcjet:js-req/bot-identifier': { detect: () => [] },
          'arcjet:js-req/email-validator-overrides': {
            isFreeEmail: answer('no'),
            isDisposableEmail: (domain) => (domain === 'disposable.example' ? 'yes' : 'no'),
            hasMxRecords: answer('yes'),
            hasGravatar: answer('unknown'),
          },
          'arcjet:js-req/filter-overrides': { ipLookup: () => undefined },
          'arcjet:js-req/sensitive-information-identifier': { detect: (tokens) => tokens.map(() => undefined) },
          'arcjet:js-req/verify-bot': { verify: () => 'unverifiable' },
        },
      })
      const deny = (...names) => ({
        tag: 'deny-email-validation-config',
        val: { requireTopLevelDomain: true, allowDomainLiteral: false, deny: names },
      })
      const emails = ['a@disposable.example', 'no-at-sign', 'jane@arcjet.com'].map((email) =>
        lib.isValidEmail(email, deny('DISPOSABLE', 'INVALID')),
      )
      const request = JSON.stringify({ ip: '192.0.2.1', headers: { 'user-agent': 'curl/8.1.2' } })
      const bots = lib.detectBot(request, { tag: 'denied-bot-config', val: { entities: ['CURL'], skipCustomDetect: true } })
      return JSON.stringify([emails, bots])
    },
    expect: 'sha256:9eae717a4a0e88cf816bacee942e92ea44fdb007ef122c083484195adb46c6b3',
  },
  {
    name: 'Hyperlight Python',
    from: pypi('hyperlight-sandbox-python-guest@0.8.0', 'python_guest/resources/python-sandbox.wasm'),
    how: 'imports',
    imports: { 'hyperlight:sandbox/tools': true },
    oracle: 'CPython on Linux; componentize-py built it',
    async run({ main }) {
      return sandboxed(
        main,
        'import sys\nprint(sum(range(101)))\nprint(call_tool("add", a=20, b=22))\nprint("e", file=sys.stderr)',
      )
    },
    expect: '[{"stdout":"5050\\n{\'result\': 42}\\n","stderr":"e\\n","exitCode":0},[["add",{"a":20,"b":22}]]]',
    node: 22,
  },
  {
    name: 'Hyperlight JavaScript',
    from: pypi('hyperlight-sandbox-javascript-guest@0.8.0', 'javascript_guest/resources/js-sandbox.wasm'),
    how: 'imports',
    imports: { 'hyperlight:sandbox/tools': true },
    oracle: 'JavaScript; componentize-js built it',
    async run({ main }) {
      return sandboxed(
        main,
        'console.log([1,2,3].map((n) => n ** 2).join(), "x".padStart(3, "-")); console.log(JSON.stringify(call_tool("add", { a: 20, b: 22 })))',
      )
    },
    expect: '[{"stdout":"1,4,9 --x\\n{\\"result\\":42}\\n","stderr":"","exitCode":0},[["add",{"a":20,"b":22}]]]',
  },
]

/** How many of the last bytes are a zlib stream: the codec puts a header before it. */
function inflatable(data) {
  for (let start = 0; start < data.length; start++) {
    try {
      inflateSync(data.subarray(start))
      return data.length - start
    } catch {
      continue
    }
  }
  throw new Error('there is no zlib stream')
}
