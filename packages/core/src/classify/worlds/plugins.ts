import type { Import } from '../../read/shapes.js'
import { env, from, like, type World } from './world.js'

/** A program that extends an application, through functions which only that application has. */
interface Plugin {
  claims: (entry: Import) => boolean
  /** What it is: `an Extism plugin`. */
  is: string
  /** Who has the functions: `Extism`. */
  host: string
  fix: string
}

/** The functions of proxy-wasm. Others have names with this prefix as well, such as MicroPython for Emscripten. */
const PROXY =
  /^proxy_(log|done|(get|set)_\w+|(add|replace|remove)_header_map_value|(continue|close)_\w+|\w+_shared_queue|http_call|grpc_\w+|send_local_response|call_foreign_function|clear_route_cache|(define|increment|record)_metric)$/

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
    claims: env(/^(blit|blitSub|[hv]line|tone|diskr|diskw|(text|trace)Utf(8|16))$/),
    is: 'a game for WASM-4',
    host: 'WASM-4',
    fix: 'Run it with `w4 run`, or make a web page of it with `w4 bundle --html`.',
  },
  {
    claims: (entry) =>
      like(/^(seal\d|vm_hooks)$/)(entry) ||
      env(
        /^(db_(read|write|remove|scan|next)|addr_(validate|canonicalize|humanize)|storage_(read|write|remove|has_key)|log_utf8|promise_create|value_return)$/,
      )(entry),
    is: 'a smart contract',
    host: 'The blockchain that it was built for',
    fix: 'Deploy it there, or test it with the tools of that blockchain.',
  },
]

export const plugins: readonly World[] = PLUGINS.map(({ claims, is, host, fix }) => ({
  claims,
  refusal: {
    headline: (imports) => `this is ${is} (${imports})`,
    why: `${host} provides these functions. They are not part of WASI.`,
    fix,
  },
}))
