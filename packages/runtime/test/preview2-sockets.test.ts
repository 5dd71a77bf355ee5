import { describe, expect, test } from 'vitest'

import { implement } from '../../../fixtures/components.mjs'
import { libraryOf } from './component-program.js'
import { harness } from './preview2-harness.js'
import { ioErrors, sockets } from './preview2-parts.js'
import { ioError } from '../src/preview2/handles.js'

const camel = (name: string) => name.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase())

type Calls = Record<string, (...args: unknown[]) => unknown>

const OUT = 64
const NOT_SUPPORTED = 2

describe('wasi:sockets', () => {
  test.each(['tcp', 'udp'])('creates no %s socket', (kind) => {
    const h = harness([sockets])
    for (const family of [0, 1]) {
      h.call(`wasi:sockets/${kind}-create-socket`, `create-${kind}-socket`, family, OUT)
      expect([h.u8(OUT), h.u8(OUT + 4)]).toEqual([1, NOT_SUPPORTED])
    }
    for (const family of [2, -1])
      expect(() => h.call(`wasi:sockets/${kind}-create-socket`, `create-${kind}-socket`, family, OUT)).toThrow(
        `invalid ip-address-family ${family >>> 0}`,
      )
    expect(() => h.call(`wasi:sockets/${kind}-create-socket`, `create-${kind}-socket`, 0, OUT + 1)).toThrow('not aligned')
  })

  test('has a network, in which no name is found', () => {
    const h = harness([sockets])
    const network = h.call('wasi:sockets/instance-network', 'instance-network') as number
    const resolve = (handle: number, pointer: number, length: number) =>
      h.call('wasi:sockets/ip-name-lookup', 'resolve-addresses', handle, pointer, length, OUT)
    resolve(network, ...h.put('example.com'))
    expect([h.u8(OUT), h.u8(OUT + 4)]).toEqual([1, NOT_SUPPORTED])
    expect(() => resolve(99, ...h.put('example.com'))).toThrow('expected network')
    expect(() => resolve(network, -8, 100)).toThrow(WebAssembly.RuntimeError)
  })

  test('has no error-code for the error of a stream', () => {
    const h = harness([sockets, ioErrors])
    const error = h.handles.add(ioError, new Error('mine'))
    h.call('wasi:sockets/network', 'network-error-code', error, OUT)
    expect(h.u8(OUT)).toBe(0)
    expect(() => h.call('wasi:sockets/network', 'network-error-code', 99, OUT)).toThrow('expected error')
  })
})

/** A world with functions of these names. */
const wit = (tcp: string, udp: string, lookUp: string) => `package acme:net@1.0.0;
world net {
  import wasi:sockets/instance-network@0.2.6;
  import wasi:sockets/ip-name-lookup@0.2.6;
  import wasi:sockets/tcp-create-socket@0.2.6;
  import wasi:sockets/udp-create-socket@0.2.6;
  ${[tcp, udp, lookUp].map((name) => `export ${name}: func() -> u32;`).join('\n')}
}
package wasi:sockets@0.2.6 {
  interface network {
    resource network;
    enum error-code { unknown, access-denied, not-supported, invalid-argument }
    enum ip-address-family { ipv4, ipv6 }
  }
  interface instance-network { use network.{network}; instance-network: func() -> network; }
  interface tcp { resource tcp-socket; }
  interface udp { resource udp-socket; }
  interface tcp-create-socket {
    use network.{error-code, ip-address-family};
    use tcp.{tcp-socket};
    create-tcp-socket: func(address-family: ip-address-family) -> result<tcp-socket, error-code>;
  }
  interface udp-create-socket {
    use network.{error-code, ip-address-family};
    use udp.{udp-socket};
    create-udp-socket: func(address-family: ip-address-family) -> result<udp-socket, error-code>;
  }
  interface ip-name-lookup {
    use network.{network, error-code};
    resource resolve-address-stream;
    resolve-addresses: func(network: borrow<network>, name: string) -> result<resolve-address-stream, error-code>;
  }
}`

// Standard libraries create sockets like this when a program connects, listens or looks up a name. The component's own functions
// may have names that jco's glue gives to the answers.
test.each([
  ['make-tcp', 'make-udp', 'look-up'],
  ['tcp', 'udp', 'resolve'],
  ['create-tcp-socket', 'create-udp-socket', 'resolve-addresses'],
  ['tcp-socket', 'network', 'instance-network'],
])('a component that asks for sockets in its functions %s, %s and %s gets an error and goes on', async (tcp, udp, lookUp) => {
  const bytes = await implement(
    'net',
    wit(tcp, udp, lookUp),
    `(module
      (import "wasi:sockets/instance-network@0.2.6" "instance-network" (func $network (result i32)))
      (import "wasi:sockets/ip-name-lookup@0.2.6" "resolve-addresses" (func $resolve (param i32 i32 i32 i32)))
      (import "wasi:sockets/tcp-create-socket@0.2.6" "create-tcp-socket" (func $tcp (param i32 i32)))
      (import "wasi:sockets/udp-create-socket@0.2.6" "create-udp-socket" (func $udp (param i32 i32)))
      (import "wasi:sockets/network@0.2.6" "[resource-drop]network" (func $drop (param i32)))
      (memory (export "memory") 1)
      (data (i32.const 0) "localhost")
      ;; The case of the result, and then the error-code.
      (func $answer (result i32)
        (i32.add (i32.mul (i32.load8_u (i32.const 16)) (i32.const 100)) (i32.load8_u (i32.const 20))))
      (func (export "${tcp}") (result i32) (call $tcp (i32.const 0) (i32.const 16)) (call $answer))
      (func (export "${udp}") (result i32) (call $udp (i32.const 1) (i32.const 16)) (call $answer))
      (func (export "${lookUp}") (result i32) (local $n i32)
        (local.set $n (call $network))
        (call $resolve (local.get $n) (i32.const 0) (i32.const 9) (i32.const 16))
        (call $drop (local.get $n))
        (call $answer)))`,
  )
  const lib = await (await libraryOf<Calls>(bytes))()
  for (const name of [tcp, udp, lookUp, tcp]) expect(lib[camel(name)]!()).toBe(100 + NOT_SUPPORTED)
})
