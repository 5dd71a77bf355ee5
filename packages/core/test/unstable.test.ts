import { describe, expect, test } from 'vitest'
import { applyEdits } from '../src/guest-edits.js'
import { readGuest } from '../src/guest.js'
import { inspect } from '../src/inspect.js'
import { preview1, type Preview1Name } from '../src/preview1/table.js'
import { baseOf, UNSTABLE, wasiSignature, type WasiName } from '../src/preview1/unstable.js'
import { readModule } from '../src/read/core-module.js'
import { describeProgram } from '../src/describe.js'
import { concat } from '../src/wasm/encode.js'
import { ModuleBuilder } from '../src/wasm/module-builder.js'
import { accepted, importing, P1, refused } from './classify-harness.js'
import { isolation } from './isolation-harness.js'

/** The functions of snapshot 0, and those of them that differ. */
const names = (Object.keys(preview1) as Preview1Name[]).filter((name) => name !== 'sock_accept')
const changed = ['fd_filestat_get', 'fd_seek', 'path_filestat_get', 'poll_oneoff']

/** A command that imports functions with their signatures. */
function program(...imports: (readonly [module: string, name: Preview1Name])[]): Uint8Array {
  const m = new ModuleBuilder()
  for (const [module, name] of imports) m.importFunction(module, name, wasiSignature(name))
  m.memory(1, 1)
  m.export('memory', 'memory', 0)
  m.export(
    '_start',
    'func',
    m.function({ params: [], results: [] }, () => []),
  )
  return m.build()
}

describe('programs that import wasi_unstable', () => {
  test('are commands with the functions that hosts have for it', () => {
    const { functions, duplicates, foreign } = accepted('command', program(...names.map((name) => [UNSTABLE, name] as const)))
    expect(functions).toEqual(names.map((name) => (changed.includes(name) ? `unstable_${name}` : name)))
    expect(functions.map(baseOf)).toEqual(names)
    expect([duplicates, foreign]).toEqual([[], []])
    expect(names).toHaveLength(45)
  })

  test('may import preview1 as well', () => {
    const both = program([UNSTABLE, 'fd_seek'], [P1, 'fd_seek'], [UNSTABLE, 'fd_write'], [P1, 'fd_write'])
    expect(accepted('command', both).functions).toEqual(['unstable_fd_seek', 'fd_seek', 'fd_write'])
  })

  test('are refused with functions that it does not have', () => {
    for (const name of ['sock_accept', 'fd_fly', 'unstable_fd_seek', 'constructor']) {
      const { code, headline, why } = refused(importing([UNSTABLE, name]))
      expect([code, headline]).toEqual([
        'UNKNOWN_IMPORT',
        `the program imports ${name} from wasi_unstable, which has no such function`,
      ])
      expect(why).toMatch(/45 functions/)
    }
    expect(refused(importing([P1, 'unstable_fd_seek'])).headline).toMatch(/from wasi_snapshot_preview1, which has no such/)
    expect(refused(importing([UNSTABLE, 'fd_seek'])).headline).toMatch(/wasi_unstable\.fd_seek as \(\) -> nothing, but in WASI/)
  })

  test('import preview1 alone in what is emitted, and are otherwise unchanged', () => {
    const bytes = program([UNSTABLE, 'fd_seek'], [P1, 'fd_seek'], [UNSTABLE, 'fd_write'])
    const facts = accepted('command', bytes)
    const edited = concat(applyEdits(bytes, facts.module, readGuest(facts).changes.edits))
    expect(WebAssembly.Module.imports(new WebAssembly.Module(edited as Uint8Array<ArrayBuffer>))).toEqual(
      ['unstable_fd_seek', 'fd_seek', 'fd_write'].map((name) => ({ module: P1, name, kind: 'function' })),
    )
    const after = (all: Uint8Array) => {
      const { end } = readModule(all).sections.find(({ id }) => id === 2)!
      return all.subarray(end)
    }
    expect(after(edited)).toEqual(after(bytes))
  })

  test('name their host parts, each once', async () => {
    const { link } = await describeProgram(program([UNSTABLE, 'poll_oneoff'], [P1, 'fd_read'], [UNSTABLE, 'fd_read']), {
      cache: false,
    })
    expect(link).toMatchObject({ parts: ['fd_read', 'unstable_poll_oneoff'] })
  })

  test('are inspected under the names that the file has', () => {
    const { converts, imports } = inspect(program([UNSTABLE, 'fd_seek'], [UNSTABLE, 'clock_time_get']))
    expect(converts).toBe(true)
    expect(imports.map(({ module, name, needs }) => [module, name, needs])).toEqual([
      [UNSTABLE, 'fd_seek', 'filesystem'],
      [UNSTABLE, 'clock_time_get', 'clock'],
    ])
  })
})

describe('the bridge for wasi_unstable', () => {
  const isolated = (functions: readonly WasiName[], adapter: NonNullable<Parameters<typeof isolation>[0]['adapter']>) =>
    isolation({ functions, adapter })

  test.each(['unstable_fd_filestat_get', 'unstable_path_filestat_get'] as const)('%s moves the fields', (name) => {
    const { wasi, guestBytes } = isolated([name], (memory) => ({
      [baseOf(name)]: (...args: number[]) => {
        memory.bytes().set(
          Array.from({ length: 64 }, (_, index) => index),
          args.at(-1),
        )
        return 0
      },
    }))
    guestBytes().fill(0xaa, 512, 600)
    guestBytes().set(new TextEncoder().encode('name'), 64)
    const args = name === 'unstable_fd_filestat_get' ? [3, 512] : [3, 0, 64, 4, 512]
    expect(wasi[name]!(...args)).toBe(0)
    const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index)
    expect([...guestBytes().subarray(512, 568)]).toEqual([...range(0, 20), ...range(24, 28), ...range(32, 64)])
    expect(guestBytes()[568]).toBe(0xaa)
  })

  test('a filestat is left alone after an error', () => {
    const { wasi, guestBytes } = isolated(['unstable_fd_filestat_get'], () => ({ fd_filestat_get: () => 8 }))
    guestBytes().fill(0xaa, 512, 600)
    expect(wasi['unstable_fd_filestat_get']!(3, 512)).toBe(8)
    expect(
      guestBytes()
        .subarray(512, 600)
        .every((byte) => byte === 0xaa),
    ).toBe(true)
  })

  test.each([
    ['alone', ['unstable_fd_seek']],
    ['beside preview1’s, where files can be opened', ['unstable_fd_seek', 'fd_seek', 'path_open']],
  ] as const)('fd_seek has the bases of preview1: %s', (_, functions) => {
    const seen: unknown[] = []
    const { wasi } = isolated(functions, () => ({
      fd_seek: (_fd: number, _offset: bigint, whence: number) => {
        seen.push(whence)
        return 0
      },
    }))
    for (const whence of [0, 1, 2, 3, 77, -1]) wasi['unstable_fd_seek']!(3, 0n, whence, 32)
    expect(seen).toEqual([1, 2, 0, 3, 77, -1])
  })

  test.each([false, true])('poll_oneoff reads subscriptions of 56 bytes (beside path_open: %s)', (opens) => {
    const [INPUT, OUTPUT, COUNT, STREAM, FILE] = [1024, 8192, 32, 2, 4]
    const polled: unknown[] = []
    const { wasi, guestView, guestBytes } = isolated(
      ['unstable_poll_oneoff', ...(opens ? (['path_open'] as const) : [])],
      (memory) => ({
        fd_fdstat_get: (fd: number, out: number) => {
          memory.view().setUint8(out, fd === 5 ? FILE : STREAM)
          memory.view().setBigUint64(out + 8, 64n, true)
          return 0
        },
        fd_tell: (_fd: number, out: number) => (memory.view().setBigUint64(out, 2n, true), 0),
        fd_filestat_get: (_fd: number, out: number) => (memory.view().setBigUint64(out + 32, 9n, true), 0),
        poll_oneoff: (from: number, to: number, count: number, happened: number) => {
          const view = memory.view()
          for (let at = from; at < from + 48 * count; at += 48) {
            const tag = view.getUint8(at + 8)
            const fd = view.getUint32(at + 16, true)
            polled.push(tag === 0 ? [tag, fd, view.getBigUint64(at + 24, true), view.getUint16(at + 40, true)] : [tag, fd])
            const event = to + 32 * ((at - from) / 48)
            view.setBigUint64(event, view.getBigUint64(at, true), true)
            view.setUint32(event + 8, tag << 16, true)
            view.setBigUint64(event + 16, 0n, true)
          }
          view.setUint32(happened, count, true)
          return 0
        },
      }),
    )
    const put = (index: number, userdata: bigint, tag: number): number => {
      const at = INPUT + 56 * index
      guestBytes().fill(0xaa, at, at + 56)
      guestView().setBigUint64(at, userdata, true)
      guestView().setUint8(at + 8, tag)
      return at
    }
    const clock = (index: number, userdata: bigint, timeout: bigint, flags: number): void => {
      const at = put(index, userdata, 0)
      guestView().setUint32(at + 24, 1, true)
      guestView().setBigUint64(at + 32, timeout, true)
      guestView().setUint16(at + 48, flags, true)
    }
    clock(0, 11n, 500n, 0)
    guestView().setUint32(put(1, 12n, 2) + 16, 1, true)
    clock(2, 13n, 600n, 1)
    guestView().setUint32(put(3, 14n, 1) + 16, 5, true)
    expect(wasi['unstable_poll_oneoff']!(INPUT, OUTPUT, 4, COUNT)).toBe(0)
    // A file is always ready, so a timer replaces it.
    expect(polled).toEqual([
      [0, 1, 500n, 0],
      [2, 1],
      [0, 1, 600n, 1],
      [0, 1, 0n, 0],
    ])
    const events = Array.from({ length: guestView().getUint32(COUNT, true) }, (_, index) => {
      const at = OUTPUT + 32 * index
      return [guestView().getBigUint64(at, true), guestView().getUint16(at + 8, true), guestView().getUint8(at + 10)]
    })
    expect(events).toEqual([
      [11n, 0, 0],
      [12n, 0, 2],
      [13n, 0, 0],
      [14n, 0, 1],
    ])
    expect(guestView().getBigUint64(OUTPUT + 32 * 3 + 16, true)).toBe(opens ? 7n : 1n)
    expect(wasi['unstable_poll_oneoff']!(put(0, 1n, 3), OUTPUT, 1, COUNT)).toBe(28)
  })
})
