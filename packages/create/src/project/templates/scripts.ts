import type { Script } from '../template.js'

/** The scripts of a framework with a server: three command lines. */
export const serverScripts = (dev: string, build: string, start: string): Script[] => [
  { name: 'dev', runs: dev, does: 'starts the development server, which follows your edits, those of the program too' },
  { name: 'build', runs: build, does: 'builds the page and the server' },
  { name: 'start', runs: start, does: 'starts the server that `build` has written' },
]
