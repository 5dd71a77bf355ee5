// Stands in for npm in the commands of pages: what they install is in the workspace, and nothing comes from the registry.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'

import { startCreate } from './create.mjs'

const workspace = path.join(import.meta.dirname, '../..')
const [command, ...args] = process.argv.slice(2)

/** The manifests of the packages that we publish, by name. */
const ours = new Map(
  readdirSync(path.join(workspace, 'packages'))
    .map((folder) => path.join(workspace, 'packages', folder, 'package.json'))
    .filter((file) => existsSync(file))
    .map((file) => JSON.parse(readFileSync(file, 'utf8')))
    .map((manifest) => [manifest.name, manifest]),
)

/** Whether a package of others is installed for the tests. */
function isInstalled(name) {
  const folders = ['tests', 'examples', '.'].map((folder) => path.join(workspace, folder, 'package.json'))
  return folders.some((folder) =>
    createRequire(folder)
      .resolve.paths(name)
      ?.some((modules) => existsSync(path.join(modules, name))),
  )
}

function install(names) {
  for (const name of names.map((specifier) => specifier.replace(/(?<=.)@[^@]*$/, ''))) {
    if (ours.get(name)?.private === true) fail(`${name} is not published, so it can't be installed`)
    if (!ours.has(name) && !isInstalled(name)) fail(`${name} is neither one of our packages nor installed for the tests`)
  }
}

function fail(message) {
  console.error(`tests/docs/npm.mjs: ${message}`)
  process.exit(1)
}

const isFlag = (argument) => argument.startsWith('-')
if (['install', 'i', 'add'].includes(command)) install(args.filter((argument) => !isFlag(argument)))
else if (['create', 'init'].includes(command) && /^unwasi(?:@|$)/.test(args[0] ?? '')) startCreate(workspace, args.slice(1))
else if (['run', 'run-script', 'start', 'test'].includes(command)) {
  const npm = path.join(path.dirname(process.execPath), 'npm')
  process.exitCode = spawnSync(npm, [command, ...args], { stdio: 'inherit' }).status ?? 1
} else fail(`npm ${command} is not known: add it here if a page needs it`)
