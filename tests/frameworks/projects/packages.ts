import { greeting, type Row } from '../project.js'
import { shared } from './shared.js'

/**
 * A package and a consumer's page, which imports it by name. The configuration has no plugin, and the package's folder is
 * the consumer's root, which is possible because a package can import itself.
 */
function row(builder: string, command: string, output: string): Row {
  return {
    sections: ['Import in a package', builder],
    modules: shared,
    files: {
      'package.json': JSON.stringify({ name: 'greeter', type: 'module', exports: output }),
      'print.js': "import { greet } from 'greeter'\n\nconsole.log(await greet('Ada'))\n",
      'index.html':
        "<body><script type=\"module\">import { greet } from 'greeter'\n\ndocument.body.append(await greet('Ada'))</script></body>\n",
      'vite.config.js': "export default { build: { outDir: 'site' } }\n",
    },
    runs: [
      { name: 'in Node', commands: [command, 'node print.js'], prints: greeting },
      {
        name: 'in a page built by Vite',
        commands: ['vite build'],
        server: 'vite preview --host 127.0.0.1 --port $PORT',
        page: '',
      },
    ],
  }
}

export const rows: Row[] = [
  row('tsup', 'tsup', './dist/index.js'),
  { ...row('tsdown', 'tsdown', './dist/index.mjs'), heavy: true },
  { ...row('unbuild', 'unbuild', './dist/index.mjs'), heavy: true },
  row('esbuild for a package', 'node build.mjs', './dist/index.js'),
]
