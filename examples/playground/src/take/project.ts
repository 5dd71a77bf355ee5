import { zipSync } from 'fflate'

import type { Guest } from '../engine/index.js'
import { bytesOf } from '../model/bytes.js'
import type { FormState } from '../model/link.js'
import { readEnvironment } from '../model/environment.js'
import { splitWords } from '../model/words.js'

/** A zip file with a project that runs the program. */
export function makeProject(guest: Guest, _bundler: string, form: FormState): { name: string; bytes: Uint8Array<ArrayBuffer> } {
  const name =
    guest.name
      .replace(/(\.component)?\.wasm$/i, '')
      .replaceAll(/[^\w-]+/g, '-')
      .toLowerCase() || 'program'
  const { words } = splitWords(form.args)
  const { variables } = readEnvironment(form.env)
  const files = {
    'package.json': json({
      name,
      version: '0.0.0',
      private: true,
      type: 'module',
      scripts: { dev: 'vite', build: 'vite build', preview: 'vite preview' },
      devDependencies: { '@unwasi/vite': '*', vite: '^8.0.0' },
    }),
    'vite.config.js': `import unwasi from '@unwasi/vite'
import { defineConfig } from 'vite'

export default defineConfig({ plugins: [unwasi()] })
`,
    'index.html': `<!doctype html>
<meta charset="utf-8" />
<title>${name}</title>
<pre></pre>
<script type="module" src="./main.js"></script>
`,
    'main.js': `import run from './program.wasm?component&worker'

const { exitCode, stdout, stderr } = await run(${JSON.stringify(words)}, ${JSON.stringify({ env: variables, input: form.input })})
document.querySelector('pre').textContent = \`\${stdout}\${stderr}\\nexit code \${exitCode}\`
`,
  }
  const entries = Object.entries(files).map(([path, text]) => [`${name}/${path}`, bytesOf(text)] as const)
  return { name, bytes: zipSync(Object.fromEntries([...entries, [`${name}/program.wasm`, guest.bytes]])) }
}

const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`
