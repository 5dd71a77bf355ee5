// Writes an overlay for `go build -overlay`, in which Go's runtime leaves alone what others have taken of its linear memory:
//
//   node overlay.mjs overlay && GOFLAGS=-overlay=$PWD/overlay/overlay.json node reproduce.mjs
//
// It reads the runtime of the Go in the variable GO (default: go), from 1.24 on.
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

const [, , folder = 'overlay'] = process.argv
const root = execFileSync(process.env.GO ?? 'go', ['env', 'GOROOT'], { encoding: 'utf8' }).trim()

/** The changes to each file of the runtime: what is found once, and what comes in its place. */
const CHANGES = {
  // The heap begins with what the linker has reserved, which is 1 MiB after the data. What follows was taken before the program began.
  'os_wasm.go': [[/blocMax = uintptr\(currentMemory\(\)\).*/, 'blocMax = (firstmoduledata.end + 1<<20) &^ (physPageSize - 1)']],
  'mem_wasm.go': [
    [/\tbl := bloc\n(\tn = memRound\(n\)\n)/, '$1\tif bloc+n > blocMax {\n\t\tskipForeignPages()\n\t}\n\tbl := bloc\n'],
    [
      /$/,
      `
// skipForeignPages moves the break to the end of the linear memory if something
// else has grown it, so that the next growth continues what belongs to the heap.
func skipForeignPages() {
	if end := uintptr(currentMemory()) * physPageSize; end != blocMax {
		bloc = end
		blocMax = end
	}
}
`,
    ],
  ],
  // The break must be where it stays before it is aligned.
  'mem_sbrk.go': [
    [/(?=\bp :?= alignUp\(bloc, align\))/, 'if alignUp(bloc, align)+size > blocMax {\n\t\tskipForeignPages()\n\t}\n\t'],
  ],
}

mkdirSync(folder, { recursive: true })
const replaced = {}
for (const [name, changes] of Object.entries(CHANGES)) {
  const file = path.join(root, 'src/runtime', name)
  let text = readFileSync(file, 'utf8')
  for (const [pattern, replacement] of changes) {
    if (!pattern.test(text)) throw new Error(`${file} has changed: ${pattern} is not in it`)
    text = text.replace(pattern, replacement)
  }
  replaced[file] = path.resolve(folder, name)
  writeFileSync(replaced[file], text)
}
writeFileSync(path.join(folder, 'overlay.json'), JSON.stringify({ Replace: replaced }, null, 2))
