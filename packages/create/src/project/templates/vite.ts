// Vite, alone and with libraries for user interfaces.
import type { Files } from '../files.js'
import { json } from '../files.js'
import { form, INITIAL, introduction, label, page, script, tsconfig } from '../page.js'
import type { Scene, Script, Template } from '../template.js'
import type { PackageName } from '../versions.js'

export const viteScripts = ({ typescript }: Scene): Script[] => [
  { name: 'dev', runs: 'vite', does: 'starts the development server. The page follows your edits, those of the program too' },
  { name: 'build', runs: typescript ? 'tsc && vite build' : 'vite build', does: 'writes the page to `dist`' },
  { name: 'preview', runs: 'vite preview', does: 'serves what `build` has written' },
]

/** `vite.config.ts`. `module` is the module of the further plugin, and `imported` the name it is imported as. */
function config({ options }: Scene, further?: { imported: string; module: string; call: string }): string {
  const plugins = [...(further ? [further.call] : []), `unwasi(${options})`]
  // Sorted by module, as formatters do.
  const imports = [
    { imported: 'unwasi', module: '@unwasi/vite' },
    { imported: '{ defineConfig }', module: 'vite' },
    ...(further ? [further] : []),
  ].toSorted((one, other) => (one.module < other.module ? -1 : 1))
  return `${imports.map(({ imported, module }) => `import ${imported} from '${module}'\n`).join('')}
export default defineConfig({
  plugins: [${plugins.join(', ')}],
})
`
}

const typesOf = ({ typescript }: Scene, jsx?: string): Files =>
  typescript
    ? { 'tsconfig.json': json(tsconfig('@unwasi/vite', { types: ['vite/client'], ...(jsx !== undefined && { jsx }) })) }
    : {}

const mounted = (scene: Scene, file: string): string =>
  page(scene, `<div id="app"></div>\n<script type="module" src="/src/${file}"></script>`)

const shared = {
  plugin: '@unwasi/vite',
  typescript: 'default',
  typescriptPackages: ['typescript'],
  ignored: ['dist/'],
  scripts: viteScripts,
} as const

const vanilla: Template = {
  ...shared,
  title: 'Vite',
  about: 'This project is a page without a framework, built by Vite.',
  packages: ['vite'],
  files: (scene) => ({
    'index.html': page(scene, `${form(scene)}<script type="module" src="/src/main.${scene.script}"></script>`),
    [`src/main.${scene.script}`]: script(scene, 'src/main'),
    [`vite.config.${scene.script}`]: config(scene),
    ...typesOf(scene),
  }),
}

const react: Template = {
  ...shared,
  title: 'React',
  about: 'This project is a React application, built by Vite.',
  packages: ['vite', '@vitejs/plugin-react'],
  typescriptPackages: ['typescript', '@types/react', '@types/react-dom'],
  dependencies: ['react', 'react-dom'],
  files: (scene) => ({
    'index.html': mounted(scene, `main.${scene.script}x`),
    [`src/main.${scene.script}x`]: `import { createRoot } from 'react-dom/client'

import { App } from './App'

createRoot(document.getElementById('app')${scene.types('!')}).render(<App />)
`,
    [`src/App.${scene.script}x`]: `import { useState } from 'react'

import run from '${scene.guest('src/App')}'

export function App() {
  const [name, setName] = useState('${INITIAL}')
  const [output, setOutput] = useState('')

  async function show() {
    try {
      const { stdout, stderr } = await run(${scene.args})
      setOutput(stdout + stderr)
    } catch (error) {
      setOutput(String(error))
    }
  }

  return (
    <>
      <h1>${scene.headline}</h1>
      <p>
        ${introduction(scene)}
      </p>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void show()
        }}
      >
        <label>
          ${label(scene)} <input value={name} onChange={(event) => setName(event.target.value)} autoComplete="off" />
        </label>
        <button>Run</button>
      </form>
      <pre aria-live="polite">{output}</pre>
    </>
  )
}
`,
    [`vite.config.${scene.script}`]: config(scene, { imported: 'react', module: '@vitejs/plugin-react', call: 'react()' }),
    ...typesOf(scene, 'react-jsx'),
  }),
}

/** What `tsc` can't check is left to the framework's own checker, which an editor has. */
const unchecked = {
  scripts: (scene: Scene) => viteScripts({ ...scene, typescript: false }),
  typescriptPackages: [] as readonly PackageName[],
}

const vue: Template = {
  ...shared,
  ...unchecked,
  title: 'Vue',
  about: 'This project is a Vue application, built by Vite.',
  packages: ['vite', '@vitejs/plugin-vue'],
  dependencies: ['vue'],
  files: (scene) => ({
    'index.html': mounted(scene, `main.${scene.script}`),
    [`src/main.${scene.script}`]: `import { createApp } from 'vue'

import App from './App.vue'

createApp(App).mount('#app')
`,
    'src/App.vue': `<script setup${scene.types(' lang="ts"')}>
import { ref } from 'vue'

import run from '${scene.guest('src/App')}'

const input = ref('${INITIAL}')
const output = ref('')

async function show() {
  const name = input.value
  try {
    const { stdout, stderr } = await run(${scene.args})
    output.value = stdout + stderr
  } catch (error) {
    output.value = String(error)
  }
}
</script>

<template>
  <h1>${scene.headline}</h1>
  <p>${introduction(scene)}</p>
  <form @submit.prevent="show">
    <label>${label(scene)} <input v-model="input" autocomplete="off" /></label>
    <button>Run</button>
  </form>
  <pre aria-live="polite">{{ output }}</pre>
</template>
`,
    [`vite.config.${scene.script}`]: config(scene, { imported: 'vue', module: '@vitejs/plugin-vue', call: 'vue()' }),
    ...typesOf(scene),
  }),
}

const svelte: Template = {
  ...shared,
  ...unchecked,
  title: 'Svelte',
  about: 'This project is a Svelte application, built by Vite.',
  packages: ['vite', '@sveltejs/vite-plugin-svelte', 'svelte'],
  files: (scene) => ({
    'index.html': mounted(scene, `main.${scene.script}`),
    [`src/main.${scene.script}`]: `import { mount } from 'svelte'

import App from './App.svelte'

mount(App, { target: document.getElementById('app')${scene.types('!')} })
`,
    'src/App.svelte': `<script${scene.types(' lang="ts"')}>
  import run from '${scene.guest('src/App')}'

  let name = $state('${INITIAL}')
  let output = $state('')

  async function show(event${scene.types(': SubmitEvent')}) {
    event.preventDefault()
    try {
      const { stdout, stderr } = await run(${scene.args})
      output = stdout + stderr
    } catch (error) {
      output = String(error)
    }
  }
</script>

<h1>${scene.headline}</h1>
<p>${introduction(scene)}</p>
<form onsubmit={show}>
  <label>${label(scene)} <input bind:value={name} autocomplete="off" /></label>
  <button>Run</button>
</form>
<pre aria-live="polite">{output}</pre>
`,
    [`vite.config.${scene.script}`]: config(scene, {
      imported: '{ svelte }',
      module: '@sveltejs/vite-plugin-svelte',
      call: 'svelte()',
    }),
    ...typesOf(scene),
  }),
}

export const vite = { vite: vanilla, react, vue, svelte }
