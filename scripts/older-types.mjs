import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

import { root } from './steps.mjs'

/** The entries of plugins, which `require()` returns as functions. */
const entries = {
  esbuild: ['index'],
  rollup: ['index'],
  unplugin: ['bun', 'farm'],
  vite: ['index'],
  webpack: ['index', 'rspack'],
}

/** How a module tells `require()` what to return. TypeScript before 5.6 can't parse this name of an export. */
const requireExport = /^export \{ \w+ as 'module\.exports' \};\n/m

/** Writes declarations without that export beside those that have it. In package.json, the condition `types@<5.6` leads to them. */
export function writeOlderTypes() {
  for (const [name, files] of Object.entries(entries)) {
    for (const file of files) {
      const declarations = path.join(root, 'packages', name, 'dist', `${file}.d.ts`)
      const text = readFileSync(declarations, 'utf8')
      if (!requireExport.test(text)) throw new Error(`${declarations} has no export for require()`)
      writeFileSync(path.join(root, 'packages', name, 'dist', `${file}.before-5.6.d.ts`), text.replace(requireExport, ''))
    }
  }
}
