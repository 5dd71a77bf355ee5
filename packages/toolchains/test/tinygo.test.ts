// TinyGo is a large download, so these tests have a script in its place, which checks its arguments and prints what TinyGo 0.39 does.
import { chmodSync } from 'node:fs'
import path from 'node:path'

import { describe, expect, test } from 'vitest'

import { build, errorOf, programOf, project, watched } from './harness.js'

/** Like TinyGo, it knows no -e, and prints objects of `go list`. */
const script = (base: string) => `#!/bin/sh
echo "$*" >> "${base}/calls.txt"
case "$1 $2 $3" in
'build -target wasip1')
  if [ -e "${base}/fails" ]; then cat "${base}/fails" >&2; exit 1; fi
  while [ "$1" != -o ]; do shift; done
  printf built > "$2"
  ;;
'list -target wasip1')
  shift 3
  [ "$1 $2" = '-json -deps' ] || exit 2
  cat "${base}/list.json"
  ;;
*) exit 2 ;;
esac
`

const list = (base: string) =>
  [
    { Dir: '/root/.cache/tinygo/goroot-abc/src/fmt', ImportPath: 'fmt', Standard: true, GoFiles: ['print.go'] },
    { Dir: '/root/go/pkg/mod/example.com/v@v1.0.0', Module: { Path: 'example.com/v', Version: 'v1.0.0' }, GoFiles: ['v.go'] },
    {
      Dir: base,
      Module: { Main: true, GoMod: `${base}/go.mod` },
      GoFiles: ['main.go', 'util.go'],
      CgoFiles: ['c.go'],
      CFiles: ['c.c'],
    },
  ]
    .map((one) => `${JSON.stringify(one, undefined, '\t')}\n`)
    .join('')

function installed(name: string, more: Readonly<Record<string, string>> = {}) {
  const base = project(name, { 'go.mod': 'module example.com/t\n', 'main.go': 'package main\n', ...more })
  project(name, { tinygo: script(base), 'list.json': list(base) })
  chmodSync(path.join(base, 'tinygo'), 0o755)
  const options = { env: { PATH: `${base}:/usr/bin:/bin` }, go: { compiler: 'tinygo', tags: ['one', 'two'] } } as const
  return { base, options }
}

describe.skipIf(process.platform === 'win32')('TinyGo', () => {
  test('builds, and what it lists is watched', async () => {
    const { base, options } = installed('tinygo')
    const outcome = await build(base, { options, production: true })
    expect(Buffer.from(programOf(outcome)).toString()).toBe('built')
    expect(watched(outcome, base)).toEqual(['c.c', 'c.go', 'go.mod', 'main.go', 'util.go'])
    expect(outcome.folders).toEqual([base])
  })

  test('reports errors in their places', async () => {
    const { base, options } = installed('tinygo errors', { fails: '# example.com/t\nmain.go:3:5: undefined: foo\n' })
    expect(errorOf(await build(base, { options })).diagnostics).toEqual([
      { severity: 'error', message: 'undefined: foo', file: path.join(base, 'main.go'), line: 3, column: 5 },
    ])
  })

  test('that is too old is named', async () => {
    const { base, options } = installed('tinygo old', { fails: 'flag provided but not defined: -buildmode\nusage: tinygo\n' })
    await expect(build(base, { options })).rejects.toMatchObject({
      code: 'NO_TOOLCHAIN',
      headline: expect.stringContaining('0.35'),
    })
  })
})
