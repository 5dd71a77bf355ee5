import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { dtsTarget } from '../src/dts/target.js'

let root: string
beforeEach(() => void (root = realpathSync(mkdtempSync(path.join(tmpdir(), 'unwasi-target-')))))
afterEach(() => rmSync(root, { recursive: true, force: true }))

const write = (file: string, content: unknown) => {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true })
  writeFileSync(path.join(root, file), typeof content === 'string' ? content : JSON.stringify(content))
}
const place = (dts: true | string = true) => {
  const { file, warning } = dtsTarget(dts, root)
  return { file: path.relative(root, file).replaceAll('\\', '/'), warning }
}

describe('dts: true', () => {
  test.each([
    ['without a list', {}],
    ['with a glob', { include: ['**/*'] }],
    ['with the file', { files: ['unwasi.d.ts'] }],
    ['with a pattern for declarations', { include: ['*.d.ts', 'src'] }],
    ['that can not be read', '{ include: ['],
    ['that extends a package which is not there', { extends: '@tsconfig/nobody', include: ['src'] }],
  ])('beside a tsconfig.json %s', (_, tsconfig) => {
    write('src/main.ts', '')
    write('tsconfig.json', tsconfig)
    expect(place()).toEqual({ file: 'unwasi.d.ts', warning: undefined })
  })

  test.each([
    ['a folder', { include: ['src'] }],
    ['a pattern', { include: ['./src/**/*'] }],
    ['two', { include: ['vite.config.ts', 'src/**/*.ts', 'tests'] }],
  ])('in what tsconfig.json includes: %s', (_, tsconfig) => {
    write('src/main.ts', '')
    write('tests/main.ts', '')
    write('tsconfig.json', tsconfig)
    expect(place()).toEqual({ file: 'src/unwasi.d.ts', warning: undefined })
  })

  test("as create-vite lays its projects out: in src, which one of tsconfig.json's references includes", () => {
    write('src/main.ts', '')
    write('tsconfig.json', { files: [], references: [{ path: './tsconfig.app.json' }, { path: './tsconfig.node.json' }] })
    write(
      'tsconfig.app.json',
      '{\n  /* Linting */\n  "compilerOptions": { "paths": { "@/*": ["./src/*"] }, },\n  "include": ["src"], // "x"\n}\n',
    )
    write('tsconfig.node.json', { include: ['vite.config.ts'] })
    expect(place()).toEqual({ file: 'src/unwasi.d.ts', warning: undefined })
  })

  test('by what is inherited, relative to where it is written', () => {
    write('src/main.ts', '')
    write('.svelte-kit/tsconfig.json', { include: ['ambient.d.ts', '../src/**/*.ts'] })
    write('tsconfig.json', { extends: './.svelte-kit/tsconfig.json' })
    expect(place()).toEqual({ file: 'src/unwasi.d.ts', warning: undefined })
  })

  test('without TypeScript: beside package.json', () => {
    write('package.json', {})
    expect(place()).toEqual({ file: 'unwasi.d.ts', warning: undefined })
  })

  test('where no folder is included: a warning with the remedy', () => {
    write('tsconfig.json', { files: ['main.ts'] })
    expect(place()).toEqual({
      file: 'unwasi.d.ts',
      warning: expect.stringMatching(
        /TypeScript does not see .*unwasi\.d\.ts.*: add "unwasi\.d\.ts" to "include" in tsconfig\.json/,
      ),
    })
  })
})

describe('dts: a path', () => {
  test('is kept, and warned of if it is not included', () => {
    write('src/main.ts', '')
    write('tsconfig.json', { include: ['src'] })
    expect(place('src/types/wasm.d.ts')).toEqual({ file: 'src/types/wasm.d.ts', warning: undefined })
    expect(place('types/wasm.d.ts')).toEqual({
      file: 'types/wasm.d.ts',
      warning: expect.stringMatching(
        /add "types\/wasm\.d\.ts" to "include" in tsconfig\.json.*or set the option to 'src\/unwasi\.d\.ts'/,
      ),
    })
  })

  test('in an excluded folder: a warning', () => {
    write('tsconfig.json', { exclude: ['generated'] })
    expect(place('generated/wasm.d.ts').warning).toContain('TypeScript does not see')
  })
})
