import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

import { install } from './installation.mjs'
import { ratio } from './table.mjs'

async function folderSize(folder) {
  let size = 0
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name)
    if (entry.isDirectory()) size += await folderSize(file)
    else if (entry.isFile()) size += (await stat(file)).size
  }
  return size
}

/** The bytes that `npm install @unwasi/vite` adds to Vite itself, measured with tarballs as they are published. */
export async function bench() {
  const folder = await install('vite', ['@unwasi/vite'])
  const jco = fileURLToPath(new URL('node_modules', import.meta.url))
  return { unwasi: await folderSize(path.join(folder, 'node_modules')), jco: await folderSize(jco) }
}

export const shape = {
  head: ['install, MB', '@unwasi/vite', 'jco', 'ratio'],
  rows: ({ unwasi: ours, jco: theirs }) => [['besides the bundler', ours / 1e6, theirs / 1e6, ratio(ours, theirs)]],
}
