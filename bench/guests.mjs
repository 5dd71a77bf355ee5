import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'

import { packageUrl, root } from './checkout.mjs'

/** A large guest that every Go installation contains. Undefined without Go. */
export function largeGuest(cache) {
  const file = path.join(cache, 'go-compiler.wasm')
  if (existsSync(file)) return file
  try {
    const env = { ...process.env, GOOS: 'wasip1', GOARCH: 'wasm' }
    execFileSync('go', ['build', '-o', file, 'cmd/compile'], { env, stdio: ['ignore', 'ignore', 'inherit'] })
    return file
  } catch (error) {
    console.error(`no large guest: ${error.message}`)
    return undefined
  }
}

/** A program that copies its standard input to its standard output in chunks of 64 KiB. */
export const copier = (cache) => assembled(cache, 'copy', copy)

/** A program that prints a line and computes forever. */
export const spinner = (cache) => assembled(cache, 'spin', spin)

async function assembled(cache, name, text) {
  const { default: wabt } = await import(packageUrl('wabt', root))
  const { parseWat } = await wabt()
  const module = parseWat(`${name}.wat`, text)
  const file = path.join(cache, `${name}.wasm`)
  await writeFile(file, module.toBinary({}).buffer)
  return file
}

const spin = `(module
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "\\10\\00\\00\\00\\06\\00\\00\\00")
  (data (i32.const 16) "hello\\n")
  (func (export "_start")
    (drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
    (loop $more (br $more))))`

const copy = `(module
  (import "wasi_snapshot_preview1" "fd_read" (func $fd_read (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 2)
  (func (export "_start")
    (i32.store (i32.const 0) (i32.const 1024))
    (i32.store (i32.const 16) (i32.const 1024))
    (block $end
      (loop $next
        (i32.store (i32.const 4) (i32.const 65536))
        (if (call $fd_read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 8)) (then unreachable))
        (br_if $end (i32.eqz (i32.load (i32.const 8))))
        (i32.store (i32.const 20) (i32.load (i32.const 8)))
        (if (call $fd_write (i32.const 1) (i32.const 16) (i32.const 1) (i32.const 8)) (then unreachable))
        (br $next)))))`
