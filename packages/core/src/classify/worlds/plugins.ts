import type { Import } from '../../read/shapes.js'
import { env, from, like, type World } from './world.js'

/** A program that extends an application, through functions which only that application has. */
interface Plugin {
  claims: World['claims']
  certain?: World['certain']
  /** What it is: `an Extism plugin`. */
  is: string
  /** Who has the functions: `Extism`. */
  host: string
  fix: string
}

/** The functions of proxy-wasm. Others have names with this prefix as well, such as MicroPython for Emscripten. */
const PROXY =
  /^proxy_(log|done|(get|set)_(buffer_(bytes|status)|header_map_\w+|property|shared_data|configuration|log_level|status|tick_period_milliseconds|effective_context|current_time_nanoseconds)|(add|replace|remove)_header_map_value|(continue|close)_(stream|request|response)|\w+_shared_queue|http_call|grpc_\w+|send_local_response|call_foreign_function|clear_route_cache|(define|increment|record)_metric)$/

/** Functions of blockchains: CosmWasm, NEAR, Substrate (ink!), Casper, MultiversX and Antelope. */
const CERTAIN_CONTRACTS =
  /^(addr_(validate|canonicalize|humanize)|query_chain|(secp256k1|ed25519)_verify|read_register|register_len|(log|panic)_utf8|promise_create|ext_\w+_version_\d+|casper_\w+|mBuffer[A-Z]\w*|eosio_assert\w*|read_action_data)$/

/** Functions with names that are as likely elsewhere. */
const CONTRACTS = /^(db_(read|write|remove|scan|next)|storage_(read|write|remove|has_key)|value_return)$/

/** Contracts for Soroban import functions such as `l.1`. Emscripten never begins a name with a digit. */
const soroban = ({ module, name }: Import): boolean => /^[a-z]$/.test(module) && /^\d[\w$]?$/.test(name)

const PLUGINS: readonly Plugin[] = [
  {
    claims: (entry) => like(/^extism:host\//)(entry) || env(/^extism_/)(entry),
    is: 'an Extism plugin',
    host: 'Extism',
    fix: 'Load it with the Extism SDK (`npm install @extism/extism`), or build the program without the Extism PDK, as a WASI command or library.',
  },
  {
    claims: env(PROXY),
    is: 'a proxy-wasm filter',
    host: 'The proxy (Envoy, Istio, NGINX, APISIX …)',
    fix: 'Load it into a proxy with support for proxy-wasm. Outside of a proxy there is no traffic that it could filter.',
  },
  {
    claims: env(/^opa_/),
    is: 'a policy of the Open Policy Agent',
    host: 'The Open Policy Agent',
    fix: 'Evaluate it with `@open-policy-agent/opa-wasm`, which loads the module itself.',
  },
  {
    claims: from('wapc'),
    is: 'a waPC guest',
    host: 'A waPC host (wasmCloud, Kubewarden …)',
    fix: 'Load it with a waPC host such as `@wapc/host`, or build the program without the waPC SDK.',
  },
  {
    claims: env(/^__(\w+_proxy|(set|get|emit|free)_(transform|experimental|diagnostics)\w*|copy_comments?_to_host_env)$/),
    is: 'a plugin for swc',
    host: 'swc',
    fix: 'Name it in the options of swc (`jsc.experimental.plugins`), in a project that uses swc.',
  },
  {
    claims: (entry) => like(/^fastly_/)(entry) || env(/^xqd_/)(entry),
    is: 'a program for Fastly Compute',
    host: 'Fastly Compute',
    fix: 'Run it with `fastly compute serve`, and publish it with `fastly compute publish`. A program that only uses WASI can be built without the SDK of Fastly.',
  },
  {
    claims: like(/^shopify_function/),
    is: 'a Shopify Function',
    host: 'Shopify',
    fix: 'Run it with `shopify app function run`, and publish it with `shopify app deploy`.',
  },
  {
    claims: like(/^(wasi-outbound-|spin-|outbound-(redis|pg|mysql)$)/),
    is: 'a program for Spin 1',
    host: 'Spin',
    fix: 'Run it with `spin up`. A program that only uses WASI can be built without the Spin SDK.',
  },
  {
    claims: from('zellij'),
    is: 'a plugin for Zellij',
    host: 'Zellij',
    fix: 'Load it with `zellij plugin`. A program that only uses WASI can be built without zellij-tile.',
  },
  {
    claims: from('lapce'),
    is: 'a plugin for Lapce',
    host: 'Lapce',
    fix: 'Install it in Lapce. The editor talks to the plugin through standard input and output.',
  },
  {
    claims: from('typst_env'),
    is: 'a plugin for Typst',
    host: 'Typst',
    fix: 'Load it in a Typst document: `#plugin("FILE.wasm")`.',
  },
  {
    claims: like(/^spacetime(_\d+\.\d+)?$/),
    is: 'a module for SpacetimeDB',
    host: 'SpacetimeDB',
    fix: 'Publish it with `spacetime publish`, and use it through the client that `spacetime generate` writes.',
  },
  {
    claims: env(/^nxt_wasm_/),
    is: 'an application for NGINX Unit',
    host: 'NGINX Unit',
    fix: 'Name it in the configuration of NGINX Unit.',
  },
  {
    claims: from('redpanda_transform'),
    is: 'a transform for Redpanda',
    host: 'Redpanda',
    fix: 'Deploy it with `rpk transform deploy`.',
  },
  {
    claims: env(/^(blit|blitSub|[hv]line|tone|diskr|diskw|(text|trace)Utf(8|16))$/),
    certain: (claimed) => claimed.some(({ name }) => /^(blitSub|disk[rw]|(text|trace)Utf(8|16))$/.test(name)),
    is: 'a game for WASM-4',
    host: 'WASM-4',
    fix: 'Run it with `w4 run`, or make a web page of it with `w4 bundle --html`.',
  },
  {
    claims: from('ic0'),
    is: 'a canister for the Internet Computer',
    host: 'The Internet Computer',
    fix: 'Deploy it with `dfx deploy` or `icp deploy`, and call it with the agent for your language.',
  },
  {
    claims: (entry) =>
      like(/^(seal\d|vm_hooks|concordium)$/)(entry) || soroban(entry) || env(CONTRACTS)(entry) || env(CERTAIN_CONTRACTS)(entry),
    certain: (claimed, { customs }) =>
      claimed.some((entry) => (entry.module === 'env' ? CERTAIN_CONTRACTS.test(entry.name) : !soroban(entry))) ||
      customs.some(({ name }) => name === 'contractenvmetav0'),
    is: 'a smart contract',
    host: 'The blockchain that it was built for',
    fix: 'Deploy it there, or test it with the tools of that blockchain.',
  },
]

export const plugins: readonly World[] = PLUGINS.map(({ claims, certain, is, host, fix }) => ({
  claims,
  ...(certain && { certain }),
  refusal: {
    headline: (imports) => `this is ${is} (${imports})`,
    why: `${host} provides these functions. They are not part of WASI.`,
    fix,
  },
}))
