import type { Modules, Row, Run } from '../project.js'
import { greeting } from '../project.js'
import { react, vite } from './shared.js'

/** Frameworks that are only part of a page. */
const ui: Modules = {
  name: 'vite-ui',
  packages: {
    vite,
    '@sveltejs/vite-plugin-svelte': '7.3.1',
    '@vitejs/plugin-vue': '6.0.11',
    '@preact/preset-vite': '2.10.6',
    preact: '11.2.0',
    'solid-js': '1.9.20',
    svelte: '5.57.3',
    'vite-plugin-solid': '2.11.14',
    vue: '3.5.45',
  },
}

const html = (script: string) => `<!doctype html>
<div id="app"></div>
<script type="module" src="/src/${script}"></script>
`

const address = '--host 127.0.0.1 --port $PORT --strictPort'

/** Vite's dev server, and a build that its preview serves. */
const pages: Run[] = [
  { name: 'dev', server: `vite ${address}`, page: '' },
  { name: 'build', commands: ['vite build'], server: `vite preview ${address}`, page: '' },
]

const rendered = { '': greeting }

export const rows: Row[] = [
  { sections: ['Vite'], modules: { workspace: 'tests' }, files: { 'index.html': html('main.ts') }, runs: pages },
  { sections: ['Workers of a page'], modules: { workspace: 'tests' }, files: { 'index.html': html('main.js') }, runs: pages },
  {
    sections: ['React in Vite'],
    modules: { workspace: 'examples/vite-react' },
    files: {
      'index.html': html('main.tsx'),
      'src/main.tsx':
        "import { Suspense } from 'react'\nimport { createRoot } from 'react-dom/client'\nimport { Greeting } from './Greeting'\n\ncreateRoot(document.querySelector('#app')!).render(<Suspense><Greeting /></Suspense>)\n",
    },
    runs: pages,
    heavy: true,
  },
  {
    sections: ['Vue'],
    modules: ui,
    files: {
      'index.html': html('main.js'),
      'src/main.js': "import { createApp } from 'vue'\nimport App from './App.vue'\n\ncreateApp(App).mount('#app')\n",
    },
    runs: pages,
    heavy: true,
  },
  {
    sections: ['Svelte'],
    modules: ui,
    files: {
      'index.html': html('main.js'),
      'src/main.js':
        "import { mount } from 'svelte'\nimport App from './App.svelte'\n\nmount(App, { target: document.getElementById('app') })\n",
    },
    runs: pages,
    heavy: true,
  },
  {
    sections: ['Solid'],
    modules: ui,
    files: {
      'index.html': html('main.jsx'),
      'src/main.jsx':
        "import { render } from 'solid-js/web'\nimport App from './App'\n\nrender(() => <App />, document.getElementById('app'))\n",
    },
    runs: pages,
    heavy: true,
  },
  {
    sections: ['Preact'],
    modules: ui,
    files: {
      'index.html': html('main.jsx'),
      'src/main.jsx':
        "import { render } from 'preact'\nimport { App } from './app'\n\nrender(<App />, document.getElementById('app'))\n",
    },
    runs: pages,
    heavy: true,
  },
  {
    // Qwik 1 does not know Vite 8.
    sections: ['Qwik'],
    modules: { name: 'qwik', packages: { '@builder.io/qwik': '1.20.1', vite: '7.3.8' } },
    files: {
      'index.html': html('main.tsx'),
      'src/main.tsx':
        "import { render } from '@builder.io/qwik'\nimport { App } from './app'\n\nrender(document.getElementById('app')!, <App />)\n",
      'tsconfig.json': '{ "compilerOptions": { "jsx": "react-jsx", "jsxImportSource": "@builder.io/qwik" } }',
      'static.config.js': 'export default {}\n',
    },
    // Qwik's own preview serves a build for servers.
    runs: [
      { name: 'dev', server: `vite ${address}`, page: '' },
      { name: 'build', commands: ['vite build'], server: `vite preview --config static.config.js ${address}`, page: '' },
    ],
    heavy: true,
  },
  {
    sections: ['Storybook'],
    modules: { name: 'storybook', packages: { vite, '@storybook/html-vite': '10.6.0', storybook: '10.6.0' } },
    files: {
      '.storybook/main.js': "export default { framework: '@storybook/html-vite', stories: ['../src/*.stories.js'] }\n",
    },
    runs: [
      {
        name: 'dev',
        server: 'storybook dev --ci --exact-port --host 127.0.0.1 --port $PORT',
        page: 'iframe.html?id=greeting--ada&viewMode=story',
      },
      {
        name: 'build',
        commands: ['storybook build'],
        server: `vite preview --outDir storybook-static ${address}`,
        page: 'iframe.html?id=greeting--ada&viewMode=story',
      },
    ],
    heavy: true,
  },
  {
    sections: ['React Router'],
    modules: {
      name: 'react-router',
      packages: {
        ...react,
        vite,
        '@react-router/dev': '8.4.0',
        '@react-router/node': '8.4.0',
        '@react-router/serve': '8.4.0',
        isbot: '5.2.3',
        'react-router': '8.4.0',
      },
    },
    files: {
      // The development server would install it into a project that does not name it.
      'package.json': '{ "private": true, "type": "module", "dependencies": { "isbot": "5.2.3" } }',
      'app/root.tsx':
        'import { Outlet, Scripts } from \'react-router\'\n\nexport default () => <html lang="en"><body><Outlet /><Scripts /></body></html>\n',
      'app/routes.ts': "import { index } from '@react-router/dev/routes'\n\nexport default [index('routes/home.tsx')]\n",
    },
    runs: [
      { name: 'dev', server: `react-router dev ${address}`, answers: rendered },
      { name: 'build', commands: ['react-router build'], server: 'react-router-serve build/server/index.js', answers: rendered },
    ],
    heavy: true,
  },
  {
    sections: ['TanStack Start'],
    modules: {
      name: 'tanstack-start',
      packages: {
        ...react,
        vite,
        '@tanstack/react-router': '1.170.46',
        '@tanstack/react-start': '1.169.5',
        '@vitejs/plugin-react': '6.3.0',
      },
    },
    files: {
      'src/router.tsx':
        "import { createRouter } from '@tanstack/react-router'\nimport { routeTree } from './routeTree.gen'\n\nexport const getRouter = () => createRouter({ routeTree })\n",
      'src/routes/__root.tsx':
        'import { createRootRoute, Outlet, Scripts } from \'@tanstack/react-router\'\n\nexport const Route = createRootRoute({\n  component: () => <html lang="en"><body><Outlet /><Scripts /></body></html>,\n})\n',
    },
    runs: [
      { name: 'dev', server: `vite ${address}`, answers: rendered },
      { name: 'build', commands: ['vite build'], server: `vite preview ${address}`, answers: rendered },
    ],
    heavy: true,
  },
]
