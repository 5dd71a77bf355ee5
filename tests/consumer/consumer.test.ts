import { cpSync, mkdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

import { beforeAll, describe, expect, test } from 'vitest'

import { fixture } from '../../fixtures/index.mjs'
import { execute, moveAway } from '../bundlers/harness/execute.js'
import { makeProject, nodeEntry, temporaryFolder, type Project } from '../bundlers/harness/project.js'
import { filesOf, installed, managers, pack, run, specifier, vite, type Installed } from './packages.js'

const megabyte = 1e6
const heapOutput = /^heap ok nodes=200000 blocks=\d+ sum=[0-9a-f]{16}\n$/

let tarballs: Map<string, string>
beforeAll(async () => {
  tarballs = await pack()
})

describe.each(Object.keys(managers))('a consumer’s project, installed by %s', (name) => {
  const manager = managers[name]!
  let project: Project
  let added: Installed[]

  beforeAll(async () => {
    project = makeProject({
      'main.js': `${nodeEntry('./main.wasm?component')}
import { add } from './lib.wasm?component'
import { shapes } from './typed.wasm?component'
if (add(1, 2) !== 3) throw new Error('add')
if (shapes.greet('you') !== 'hello, you') throw new Error('greet')
`,
      'lib.wasm': fixture('library-pure'),
      // The packages must contain the tools that make its glue.
      'typed.wasm': fixture('p2-typed'),
      'typed.ts': "import run from './main.wasm?component'\nexport const code: number = (await run(['x'])).exitCode\n",
      'wrong.ts': "import run from './main.wasm?component'\nexport const code: string = (await run(['x'])).exitCode\n",
      'wrong-interface.ts': "import { shapes } from './typed.wasm?component'\nexport const text: number = shapes.greet('you')\n",
      'wrong-library.ts': "import { add } from './lib.wasm?component'\nexport const sum: string = add(1, 2)\n",
      'vite.config.js': "import unwasi from '@unwasi/vite'\n\nexport default { plugins: [unwasi({ dts: true })] }\n",
      'tsconfig.json': JSON.stringify({
        compilerOptions: {
          ...{ target: 'es2022', lib: ['es2022', 'dom'], module: 'esnext', moduleResolution: 'bundler' },
          ...{ strict: true, noEmit: true, types: ['@unwasi/vite/client'] },
        },
      }),
    })
    project.write('package.json', JSON.stringify({ private: true, type: 'module', ...manager.manifest(tarballs) }))
    await manager.add(project.dir, [`vite@${vite}`])
    const before = new Set(installed(project.dir).map(({ id }) => id))
    await manager.add(project.dir, [specifier(tarballs, '@unwasi/vite')])
    added = installed(project.dir).filter(({ id }) => !before.has(id))
    return () => project.remove()
  })

  test('@unwasi/vite adds at most 12 MB to Vite', () => {
    const sizes = Object.fromEntries(added.map(({ id, bytes }) => [id, bytes]))
    const total = added.reduce((sum, { bytes }) => sum + bytes, 0)
    console.info(`${name}: @unwasi/vite adds ${(total / megabyte).toFixed(2)} MB in ${added.length} packages`)
    // What the plugin takes from others is in its own file.
    expect(
      Object.keys(sizes)
        .map((id) => id.replace(/@[^@]*$/, ''))
        .toSorted(),
    ).toEqual(['@unwasi/core', '@unwasi/runtime', '@unwasi/toolchains', '@unwasi/vite'])
    expect(total, JSON.stringify(sizes)).toBeLessThanOrEqual(12 * megabyte)
  })

  test('no package is native, and none runs code when it is installed', () => {
    for (const { dir, id, files, scripts } of added) {
      const native = files.filter(
        (file) => /\.(?:node|exe|dll|dylib|so)$|^binding\.gyp$/.test(file) || isNative(path.join(dir, file)),
      )
      expect(native, id).toEqual([])
      expect(
        Object.keys(scripts).filter((script) => /^(?:pre|post)?install$/.test(script)),
        id,
      ).toEqual([])
    }
  })

  test('Vite builds a program there, and it runs in Node from another folder', async () => {
    await run(project.dir, 'npx', ['vite', 'build', '--ssr', 'main.js'])
    const moved = moveAway(path.join(project.dir, 'dist'))
    expect(await execute(path.join(moved, 'main.js'), ['heap'])).toEqual({
      exitCode: 7,
      stdout: expect.stringMatching(heapOutput),
      stderr: '',
    })
  })

  test('the compiler finds the types, all of which are in packages that the project does not name', async () => {
    const tsc = fileURLToPath(new URL('../../node_modules/.bin/tsc', import.meta.url))
    const output = await run(project.dir, tsc, []).then(
      () => '',
      (error: unknown) => String(error),
    )
    expect(output.match(/^\S+\(.*: error TS\d+/gm)).toEqual([
      expect.stringMatching(/^wrong-interface\.ts\(2,.*TS2322/),
      expect.stringMatching(/^wrong-library\.ts\(2,.*TS2322/),
      expect.stringMatching(/^wrong\.ts\(2,.*TS2322/),
    ])
  })
})

/** Every entry that makes a plugin, by the package that has it. */
const entries: Record<string, string[]> = {
  '@unwasi/esbuild': ['@unwasi/esbuild'],
  '@unwasi/rollup': ['@unwasi/rollup'],
  // Bun's entry makes plugins only in Bun.
  '@unwasi/unplugin': ['@unwasi/unplugin/farm'],
  '@unwasi/vite': ['@unwasi/vite'],
  '@unwasi/webpack': ['@unwasi/webpack', '@unwasi/webpack/rspack'],
}

test('CommonJS can require every plugin, and all plugins export the same runtime', async () => {
  const project = makeProject({
    'main.wasm': '',
    'main.cjs': `
const entries = ${JSON.stringify(entries)}
const { memoryDirectory } = require('@unwasi/runtime')
const { hostDirectory } = require('@unwasi/runtime/node')
for (const [plugin, names] of Object.entries(entries)) {
  for (const name of names) {
    const unwasi = require(name)
    console.log(name, typeof unwasi(), unwasi.default === unwasi)
  }
  console.log(require(plugin + '/runtime').memoryDirectory === memoryDirectory, require(plugin + '/runtime/node').hostDirectory === hostDirectory)
}
`,
    'main.mjs': Object.values(entries)
      .flat()
      .map(
        (name, index) =>
          `import unwasi${index}, { default as same${index} } from '${name}'\nconsole.log(unwasi${index} === same${index})`,
      )
      .join('\n'),
  })
  project.write('package.json', JSON.stringify({ private: true, ...managers.npm!.manifest(tarballs) }))
  // The bundlers are not installed, because a configuration is read before them.
  await managers.npm!.add(project.dir, ['--legacy-peer-deps', ...Object.keys(entries).map((name) => specifier(tarballs, name))])
  const lines = Object.values(entries).flatMap((names) => [...names.map((name) => `${name} object true`), 'true true'])
  expect((await run(project.dir, process.execPath, ['main.cjs'])).trim().split('\n')).toEqual(lines)
  expect(await run(project.dir, process.execPath, ['main.mjs'])).toMatch(/^(?:true\n)+$/)
  project.remove()
})

test('the command unwasi runs a program from its tarball', async () => {
  const project = makeProject({})
  project.write('package.json', JSON.stringify({ private: true, ...managers.npm!.manifest(tarballs) }))
  await managers.npm!.add(project.dir, [specifier(tarballs, 'unwasi')])
  expect(await run(project.dir, 'npx', ['unwasi', 'run', 'main.wasm', 'args', 'one'])).toContain('one')
  await expect(run(project.dir, 'npx', ['unwasi', 'run', 'main.wasm', 'heap'])).rejects.toMatchObject({ cause: { code: 7 } })
  project.remove()
})

test('@unwasi/node imports a program without a bundler, from its tarball', async () => {
  const project = makeProject({ 'main.js': nodeEntry('./main.wasm?component') })
  project.write('package.json', JSON.stringify({ private: true, type: 'module', ...managers.npm!.manifest(tarballs) }))
  await managers.npm!.add(project.dir, [specifier(tarballs, '@unwasi/node')])
  expect(await run(project.dir, process.execPath, ['--import', '@unwasi/node', 'main.js', 'args', 'one'])).toContain('one')
  project.remove()
})

describe('each tarball', () => {
  const unpacked = temporaryFolder('unpacked')
  const packages = new Map<string, { dir: string; files: string[] }>()
  beforeAll(async () => {
    for (const [name, tarball] of tarballs) {
      const dir = path.join(unpacked, name)
      mkdirSync(dir, { recursive: true })
      cpSync(tarball, path.join(dir, 'package.tgz'))
      // The name has no folder, because GNU tar takes a path with a drive letter for another machine's.
      await run(dir, 'tar', ['-xzf', 'package.tgz'])
      packages.set(name, { dir: path.join(dir, 'package'), files: filesOf(path.join(dir, 'package')) })
    }
  })

  const licence = readFileSync(new URL('../../LICENSE', import.meta.url), 'utf8')

  test('has the licence, and no trace of the build that made it', () => {
    expect([...packages.keys()].toSorted()).toEqual(
      ['core', 'esbuild', 'node', 'rollup', 'runtime', 'toolchains', 'unplugin', 'vite', 'webpack']
        .map((name) => `@unwasi/${name}`)
        .concat('unwasi', 'create-unwasi')
        .toSorted(),
    )
    for (const [name, { dir, files }] of packages) {
      expect(readFileSync(path.join(dir, 'LICENSE'), 'utf8'), name).toBe(licence)
      expect(
        files.filter((file) => /\.tsbuildinfo$|\.test\.|^(?:src|test|scripts)\//.test(file)),
        name,
      ).toEqual([])
    }
  })

  test('depends only on published versions', () => {
    for (const [name, { dir }] of packages) {
      const { dependencies = {}, peerDependencies = {} } = JSON.parse(
        readFileSync(path.join(dir, 'package.json'), 'utf8'),
      ) as Record<string, Record<string, string> | undefined>
      expect(
        Object.values({ ...dependencies, ...peerDependencies }).filter((range) => /^\w+:/.test(range)),
        name,
      ).toEqual([])
    }
  })

  test('imports only packages that it depends on, in declarations too', () => {
    for (const [name, { dir, files }] of packages) {
      const manifest = JSON.parse(readFileSync(path.join(dir, 'package.json'), 'utf8')) as Record<string, object | undefined>
      const known = new Set([name, ...Object.keys({ ...manifest['dependencies'], ...manifest['peerDependencies'] })])
      // unplugin requires these, from its own folder.
      if (name === '@unwasi/unplugin') known.add('webpack').add('webpack-virtual-modules')
      const unknown = files
        // This file has the texts of the projects that create-unwasi writes. They import what the projects install.
        .filter((file) => /\.(?:js|ts)$/.test(file) && !(name === 'create-unwasi' && file === 'dist/bundle/project.js'))
        .flatMap((file) => importedPackages(readFileSync(path.join(dir, file), 'utf8')).map((imported) => `${file}: ${imported}`))
        .filter((line) => !known.has(line.replace(/^.*: /, '')))
      expect(unknown, name).toEqual([])
    }
  })

  test.each([
    ['unwasi', ['picocolors']],
    ['@unwasi/esbuild', ['picomatch', 'unplugin']],
    ['@unwasi/node', ['picomatch']],
    ['@unwasi/rollup', ['picomatch', 'unplugin']],
    ['@unwasi/unplugin', ['picomatch', 'unplugin']],
    ['@unwasi/vite', ['picomatch', 'unplugin']],
    ['@unwasi/webpack', ['picomatch']],
  ])('%s has the licences of %j, which are in its bundle', (name, contained) => {
    const text = readFileSync(path.join(packages.get(name)!.dir, 'dist/bundle/THIRD-PARTY.txt'), 'utf8')
    const titles = [...text.matchAll(/^(\S+) \d\S* \((?:MIT|ISC)\)$/gm)].map(([, title]) => title)
    expect(titles).toEqual(expect.arrayContaining(contained))
    expect(text.match(/Permission (?:is hereby granted|to use, copy)/g)).toHaveLength(titles.length)
  })

  test('has source maps whose sources are inside them or in the package', () => {
    for (const [name, { dir, files }] of packages) {
      const present = new Set(files)
      const missing: string[] = []
      for (const file of files.filter((file) => /\.(?:js|mjs|ts|map)$/.test(file))) {
        const text = readFileSync(path.join(dir, file), 'utf8')
        const beside = (target: string) => path.posix.join(path.posix.dirname(file), target)
        for (const [, url] of text.matchAll(/^\/\/# sourceMappingURL=(\S+)$/gm)) {
          if (!url!.startsWith('data:') && !present.has(beside(url!))) missing.push(`${file} -> ${url}`)
        }
        if (!file.endsWith('.map')) continue
        const {
          sources,
          sourcesContent = [],
          sourceRoot = '',
        } = JSON.parse(text) as {
          sources: string[]
          sourcesContent?: (string | null)[]
          sourceRoot?: string
        }
        const absent = sources.filter(
          (source, index) => sourcesContent[index] == null && !present.has(beside(sourceRoot + source)),
        )
        missing.push(...absent.map((source) => `${file} -> ${source}`))
      }
      expect(missing, name).toEqual([])
    }
  })

  test('names the origin of what core took from others', () => {
    const { dir, files } = packages.get('@unwasi/core')!
    const vendored = files.filter((file) => file.startsWith('dist/vendor/')).map((file) => path.posix.basename(file))
    expect(vendored).toEqual(expect.arrayContaining(['LICENSE', 'NOTICE']))
    expect(readFileSync(path.join(dir, 'dist/vendor/LICENSE'), 'utf8')).toContain('LLVM Exceptions')
    const notice = readFileSync(path.join(dir, 'dist/vendor/NOTICE'), 'utf8')
    expect(notice).toContain('Bytecode Alliance')
    for (const file of vendored.filter((file) => file.endsWith('.wasm'))) {
      const [stem] = file.split('.')
      expect(notice, file).toContain(stem)
    }
  })
})

/** The packages that a script or a declaration imports, by statements, `import()` or `require()`. */
function importedPackages(text: string): string[] {
  const imports =
    /(?:^(?:import|export|\})(?:[^;\n]*?\bfrom)? |\b(?:(?:await|typeof) import|_*require(?:\$\d+)?)\()["']((?:@[\w-]+\/)?[\w-]+)[/"']/gm
  const code = text.replaceAll(/^\s*(?:\/\/|\/?\*).*$/gm, '')
  return [...code.matchAll(imports)].map(([, name]) => name!)
}

/** ELF, PE, Mach-O (thin in both byte orders, since fat files begin like Java classes). */
function isNative(file: string): boolean {
  const magic = readFileSync(file).subarray(0, 4).toString('hex')
  return (
    magic === '7f454c46' ||
    magic.startsWith('4d5a') ||
    ['cffaedfe', 'cefaedfe', 'feedfacf', 'feedface', 'cafebabe'].includes(magic)
  )
}
