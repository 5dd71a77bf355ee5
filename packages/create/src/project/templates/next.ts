import { json } from '../files.js'
import { INITIAL, introduction, label, STYLE } from '../page.js'
import type { Template } from '../template.js'
import { serverScripts as scripts } from './scripts.js'

export const next: Template = {
  title: 'Next.js',
  plugin: '@unwasi/webpack',
  typescript: 'default',
  about:
    'This project is a Next.js application, built by Turbopack. The program runs on the server. A client component can import it in the same way and run it in the page.',
  packages: [],
  typescriptPackages: ['typescript', '@types/node', '@types/react'],
  dependencies: ['next', 'react', 'react-dom'],
  scripts: () => scripts('next dev', 'next build', 'next start'),
  ignored: ['.next/', 'next-env.d.ts'],
  files: (scene) => ({
    [`app/layout.${scene.script}x`]: `${scene.types("import type { ReactNode } from 'react'\n\n")}import './globals.css'

export const metadata = { title: '${scene.headline}' }

export default function Layout({ children }${scene.types(': { children: ReactNode }')}) {
  return (
    <html lang="en">
      <body>{children}</body>
    </html>
  )
}
`,
    'app/globals.css': STYLE,
    [`app/page.${scene.script}x`]: `import run from '${scene.guest('app/page')}'

// A server component.
export default async function Page({ searchParams }${scene.types(': { searchParams: Promise<{ name?: string | string[] }> }')}) {
  const name = String((await searchParams).name ?? '${INITIAL}')
  const { stdout, stderr } = await run(${scene.args})
  return (
    <main>
      <h1>${scene.headline}</h1>
      <p>
        ${introduction(scene)}
      </p>
      <form>
        <label>
          ${label(scene)} <input name="name" defaultValue={name} autoComplete="off" />
        </label>
        <button>Run</button>
      </form>
      <pre>{stdout + stderr}</pre>
    </main>
  )
}
`,
    'next.config.js': `import withUnwasi from '@unwasi/webpack/next'

/** @type {import('next').NextConfig} */
const config = {}

export default withUnwasi(config${scene.options === '' ? '' : `, ${scene.options}`})
`,
    ...(scene.typescript && {
      // Next.js would add what is missing here.
      'tsconfig.json': json({
        compilerOptions: {
          target: 'es2022',
          lib: ['dom', 'dom.iterable', 'esnext'],
          allowJs: true,
          skipLibCheck: true,
          strict: true,
          noEmit: true,
          esModuleInterop: true,
          module: 'esnext',
          moduleResolution: 'bundler',
          resolveJsonModule: true,
          isolatedModules: true,
          jsx: 'react-jsx',
          incremental: true,
          plugins: [{ name: 'next' }],
          types: ['node', '@unwasi/webpack/client'],
        },
        include: ['next-env.d.ts', 'app', '.next/types/**/*.ts', '.next/dev/types/**/*.ts'],
        exclude: ['node_modules', 'program'],
      }),
    }),
  }),
}
