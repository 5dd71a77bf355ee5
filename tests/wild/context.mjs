// Makes ES modules of third-party programs, as a bundler plugin does, and imports them.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

import { transpile } from '@unwasi/core'
import { copyIn, copyOut, memoryDirectory } from '@unwasi/runtime'

import { hostDirectory } from '@unwasi/runtime/node'

import { cache, tool } from './fetch.mjs'

/**
 * @typedef {object} Context what a row works with
 * @property {any} main the default export of the program's module: `run` or `instantiate`
 * @property {(source: import('./row.mjs').Source) => Promise<any>} load the same for another program
 * @property {(source: import('./row.mjs').Source) => Buffer} read the bytes of another file
 * @property {typeof copyIn} copyIn
 * @property {typeof copyOut} copyOut
 * @property {typeof memoryDirectory} memoryDirectory
 */

const runtime = import.meta.resolve('@unwasi/runtime')

/**
 * @param {import('./row.mjs').Row} row
 * @param {'preview1' | 'preview2'} host
 * @returns {Promise<Context>}
 */
export async function contextOf(row, host) {
  const folder = path.join(cache, 'modules', `${row.name.replaceAll(/\W+/g, '-')}-${host}`)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  let count = 0
  const load = async (source, { imports, made = async (bytes) => bytes } = {}) => {
    const packed = source.file()
    const bytes = await made(new Uint8Array(readFileSync(packed)))
    const file = path.join(folder, `${path.basename(packed).replace(/\.\w+$/, '')}.wasm`)
    const { code, assets } = await transpile(bytes, { file, host, imports, runtime, cache: false })
    const own = path.join(folder, String(count++))
    mkdirSync(own)
    for (const asset of assets) writeFileSync(path.join(own, asset.name), asset.bytes)
    writeFileSync(path.join(own, 'index.mjs'), code)
    return (await import(pathToFileURL(path.join(own, 'index.mjs')).href)).default
  }
  const main = await load(row.from, row)
  const unpacked = async (source, part) => {
    const own = path.join(folder, String(count++))
    mkdirSync(own)
    tool('tar', ['-xzf', source.file(), '-C', own])
    return hostDirectory(path.join(own, part), { readonly: true })
  }
  return { main, load, unpacked, read: (source) => readFileSync(source.file()), copyIn, copyOut, memoryDirectory }
}
