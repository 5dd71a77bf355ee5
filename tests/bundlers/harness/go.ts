import { spawnSync } from 'node:child_process'
import path from 'node:path'

import { temporaryFolder } from './project.js'

/** Whether tests that build Go programs are skipped. In CI, Go must be there. */
export const lacksGo = process.env['CI'] !== 'true' && spawnSync('go', ['version']).status !== 0

if (lacksGo) console.warn('tests of sources: skipped, go is not on the PATH')

/** A `PATH` without compilers. */
export const emptyPath = temporaryFolder('empty')

export const words = (text: string) => `package words

func Hello() string { return "${text}" }
`

/** Does not compile: `undefinedName` is in line 4, at column 9. */
export const brokenWords = `package words

func Hello() string {
	return undefinedName
}
`

/** A Go module with a command, which prints `first greets you`, and a library. */
export const goFiles = {
  'go.mod': 'module example.test/hello\n\ngo 1.21\n',
  'cmd/hello/main.go': `package main

import (
	_ "embed"
	"os"

	"example.test/hello/words"
)

//go:embed note.txt
var note string

var verb = "greets"

func main() {
	os.Stdout.WriteString(words.Hello() + " " + verb + " " + note)
}
`,
  'cmd/hello/note.txt': 'you',
  'words/words.go': words('first'),
  'lib/lib.go': `package main

//go:wasmexport add
func add(a, b int32) int32 { return a + b }

func main() {}
`,
}

/** A command that exits with what `env.code` returns, which JavaScript provides. */
export const callingJs = `package main

import "os"

//go:wasmimport env code
func code() int32

func main() { os.Exit(int(code())) }
`

/** The path of a file of the project for an option. Rollup and Rolldown have no folder for the project. */
export const inOption = (bundler: string, folder: string, file: string): `./${string}` | `../${string}` =>
  bundler === 'rollup' || bundler === 'rolldown'
    ? `../${path.relative(path.dirname(process.cwd()), path.join(folder, file)).replaceAll(path.sep, '/')}`
    : `./${file}`
