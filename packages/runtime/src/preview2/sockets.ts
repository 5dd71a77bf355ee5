import { trapBecause } from '../errors/trap.js'
import { ioError, network } from './handles.js'
import { WORD } from './filesystem-lowering.js'
import type { ComponentPart } from './part.js'

/** The `error-code` of wasi:sockets/network that says so. */
const NOT_SUPPORTED = 2

/** The number of cases of `ip-address-family`. */
const FAMILIES = 2

/**
 * wasi:sockets, where every request is answered with `not-supported`: programs then report an error, and can go on. All other
 * functions of the package take a socket, which no program gets.
 */
export const sockets: ComponentPart =
  ({ handles }) =>
  (abi) => {
    /** Writes a `result<own<…>, error-code>`. */
    const refuse = (out: number): void => {
      abi.area(out, 2 * WORD, WORD)
      abi.u8(out, 1)
      abi.u8(out + WORD, NOT_SUPPORTED)
    }
    const create = (family: number, out: number): void => {
      if (family >>> 0 >= FAMILIES) trapBecause(`invalid ip-address-family ${family >>> 0}`)
      refuse(out)
    }
    return {
      'wasi:sockets/instance-network': { 'instance-network': () => handles.add(network, null) },
      'wasi:sockets/network': {
        'network-error-code'(error: number, out: number) {
          handles.get(ioError, error)
          // option<error-code>: none, because no stream is a socket's.
          abi.area(out, 2, 1)
          abi.u8(out, 0)
        },
      },
      'wasi:sockets/tcp-create-socket': { 'create-tcp-socket': create },
      'wasi:sockets/udp-create-socket': { 'create-udp-socket': create },
      'wasi:sockets/ip-name-lookup': {
        'resolve-addresses'(handle: number, name: number, length: number, out: number) {
          handles.get(network, handle)
          abi.area(name, length >>> 0, 1)
          refuse(out)
        },
      },
    }
  }
