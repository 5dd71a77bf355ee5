import { accessSync, constants, existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'

import { UnwasiError, type Diagnostic } from '@unwasi/core/errors'

import { prerequisitesIn } from '../dep-info.js'
import { compileError, distinct, noToolchain } from '../diagnostics.js'
import { drafted, filesBelow, foundUpwards, isBelow, programName, textOf, upwards } from '../files.js'
import type { Job, Language, Outcome } from '../language.js'
import { isFolder, type Source } from '../source.js'
import { cargoMessages, diagnosticOf, manifestError, missingTarget, rustMessages } from './rust-messages.js'
import { choose, type Choice, type Metadata } from './rust-package.js'

const TARGET = 'wasm32-wasip1'

/** Builds a program of a cargo package, or a single file without a package. */
export const rust: Language = async (job) => {
  const [manifest] = foundUpwards(job.source.folder, ['Cargo.toml'])
  return manifest === undefined ? single(job) : cargo(job, manifest)
}

async function cargo(job: Job, manifest: string): Promise<Outcome> {
  const { source, options, run } = job
  // Where cargo looks for `.cargo/config.toml`, and rustup for `rust-toolchain.toml`.
  const invocation = { cwd: source.folder, env: options.env }
  const described = await run(
    'cargo',
    ['metadata', '--no-deps', '--format-version', '1', '--manifest-path', manifest],
    invocation,
  )
  if (described === undefined) throw notInstalled(job, 'cargo')
  if (described.code !== 0) {
    throwIfLacking(source, described.stderr)
    const found = manifestError(described.stderr, source.folder, manifest)
    const files = [source.file, ...configuration(source.folder), ...found.flatMap(({ file }) => file ?? [])]
    return { result: compileError(source, 'cargo', found, described.stderr), files, folders: [], warnings: [] }
  }
  const metadata = JSON.parse(described.stdout) as Metadata
  const chosen = chosenOr(job, metadata)
  if (chosen instanceof UnwasiError) return { result: chosen, ...sourcesOfAll(job, metadata), warnings: [] }
  const { stdout, stderr, code } = (await run('cargo', ['build', ...cargoArgs(job, chosen, metadata)], invocation)) ?? failed(job)
  const messages = cargoMessages(stdout)
  const said = messages.flatMap((one): Diagnostic[] => {
    const found = one.message && diagnosticOf(one.message, [metadata.workspace_root, path.dirname(one.manifest_path ?? manifest)])
    // Warnings of other packages can't be mended here.
    const isOwn = metadata.workspace_members.includes(one.package_id ?? '')
    return found !== undefined && (found.severity === 'error' || isOwn) ? [found] : []
  })
  const diagnostics = distinct(said)
  const warnings = diagnostics.filter(({ severity }) => severity === 'warning')
  const artifact = messages.find(
    (one) => one.reason === 'compiler-artifact' && one.target?.src_path === chosen.target.src_path && wasmOf(one.filenames),
  )
  const file = wasmOf(artifact?.filenames)
  if (code === 0 && file !== undefined) {
    const result = { wasm: await readFile(file), name: programName(chosen.target.name) }
    return { result, ...sourcesOf(job, metadata, file), warnings }
  }
  throwIfLacking(source, stderr + messages.map(({ message }) => message?.rendered ?? '').join(''))
  const files = diagnostics.flatMap((one) => one.file ?? [])
  const all = sourcesOfAll(job, metadata)
  const result = compileError(source, 'Rust', diagnostics, stderr)
  return { result, files: [...new Set([...all.files, ...files])], folders: all.folders, warnings }
}

function chosenOr(job: Job, metadata: Metadata): Choice | UnwasiError {
  try {
    return choose(job, metadata)
  } catch (error) {
    // An edit of Cargo.toml may mend it, so its files are watched.
    if (error instanceof UnwasiError) return error
    throw error
  }
}

function cargoArgs({ options, production, folder }: Job, chosen: Choice, metadata: Metadata): string[] {
  const { features = [], defaultFeatures = true, profile, flags = [] } = options.rust ?? {}
  return [
    '--message-format=json',
    ...['--target', TARGET],
    ...['--manifest-path', chosen.package.manifest_path],
    ...chosen.args,
    ...(profile === undefined ? (production ? ['--release'] : []) : ['--profile', profile]),
    ...(features.length > 0 ? ['--features', features.join(',')] : []),
    ...(defaultFeatures ? [] : ['--no-default-features']),
    // The project's own folder for builds has what was built before, unless it is read-only.
    ...(isWritable(metadata.target_directory) ? [] : ['--target-dir', path.join(folder, 'target')]),
    ...flags,
  ]
}

function isWritable(folder: string): boolean {
  try {
    accessSync(upwards(folder).find((one) => existsSync(one)) ?? folder, constants.W_OK)
    return true
  } catch {
    return false
  }
}

const wasmOf = (files: readonly string[] | undefined): string | undefined => files?.find((file) => file.endsWith('.wasm'))

/** What cargo's dep-info beside the program lists, with the descriptions of the packages. */
function sourcesOf({ source }: Job, metadata: Metadata, wasm: string): Pick<Outcome, 'files' | 'folders'> {
  const listed = prerequisitesIn(textOf(wasm.replace(/\.wasm$/, '.d')))
    .map((file) => path.resolve(metadata.workspace_root, file))
    .filter((file) => !isBelow(metadata.target_directory, file))
  const files = new Set([source.file, ...listed.filter((file) => !isFolder(file)), ...configuration(source.folder)])
  for (const folder of new Set(listed.map((file) => path.dirname(file)))) {
    const [manifest] = foundUpwards(folder, ['Cargo.toml'])
    if (manifest !== undefined) files.add(manifest)
  }
  for (const file of workspaceFiles(metadata)) files.add(file)
  // A build script can depend on a folder.
  return { files: [...files], folders: listed.filter(isFolder) }
}

/** After an error there is no dep-info, so every source of the packages in question counts. */
function sourcesOfAll({ source }: Job, metadata: Metadata): Pick<Outcome, 'files' | 'folders'> {
  const folders = new Set<string>()
  for (const one of metadata.packages) {
    folders.add(path.dirname(one.manifest_path))
    for (const { path: folder } of one.dependencies) if (folder) folders.add(folder)
  }
  const found = [...folders].flatMap((folder) => filesBelow(folder, /\.rs$|^Cargo\.toml$/))
  const files = new Set([source.file, ...found, ...configuration(source.folder), ...workspaceFiles(metadata)])
  // Some bundlers watch what is below a folder too, and cargo writes to its own folder in every build.
  const changing = (folder: string): boolean => isBelow(folder, metadata.target_directory)
  return { files: [...files], folders: [...new Set(found.map((file) => path.dirname(file)))].filter((one) => !changing(one)) }
}

const configuration = (folder: string): string[] =>
  foundUpwards(folder, ['Cargo.toml', '.cargo/config.toml', '.cargo/config', 'rust-toolchain.toml', 'rust-toolchain'])

const workspaceFiles = ({ workspace_root }: Metadata): string[] =>
  ['Cargo.toml', 'Cargo.lock'].map((name) => path.join(workspace_root, name)).filter((file) => existsSync(file))

/** Builds a file without a package. */
async function single(job: Job): Promise<Outcome> {
  const { source, options, production, scratch, run } = job
  const text = textOf(source.file)
  const exportsFunctions = /#\[\s*(?:unsafe\s*\(\s*)?(?:no_mangle|export_name)/.test(text) && !/\bfn\s+main\s*\(/.test(text)
  const reactor = options.kind === undefined ? exportsFunctions : options.kind === 'reactor'
  const name = programName(path.basename(source.file, '.rs'))
  const dependencies = path.join(scratch, 'program.d')
  const { features = [], flags = [] } = options.rust ?? {}
  const { result: output, wasm } = await drafted(
    job,
    (draft) =>
      run(
        'rustc',
        [
          ...(flags.some((flag) => flag.startsWith('--edition')) ? [] : ['--edition', '2021']),
          ...['--target', TARGET, '--error-format=json'],
          ...['--crate-name', name.replaceAll(/[^a-zA-Z0-9_]/g, '_').replace(/^(?=\d)/, '_')],
          ...['--crate-type', reactor ? 'cdylib' : 'bin'],
          ...(production ? ['-C', 'opt-level=s', '-C', 'strip=debuginfo'] : ['-C', 'debuginfo=2']),
          ...features.flatMap((feature) => ['--cfg', `feature="${feature}"`]),
          ...flags,
          `--emit=link=${draft},dep-info=${dependencies}`,
          source.file,
        ],
        { cwd: source.folder, env: options.env },
      ),
    (ended) => ended?.code === 0,
  )
  if (output === undefined) throw notInstalled(job, 'rustc')
  const messages = rustMessages(output.stderr)
  const diagnostics = messages.flatMap((message) => diagnosticOf(message, [source.folder]) ?? [])
  const listed = prerequisitesIn(textOf(dependencies)).map((file) => path.resolve(source.folder, file))
  const rest = {
    files: [...new Set([source.file, ...listed, ...diagnostics.flatMap(({ file }) => file ?? [])])],
    folders: wasm === undefined ? [source.folder] : [],
    warnings: diagnostics.filter(({ severity }) => severity === 'warning'),
  }
  if (wasm !== undefined) return { result: { wasm, name }, ...rest }
  throwIfLacking(source, output.stderr)
  const printed = messages.map(({ rendered, message }) => rendered ?? message).join('\n') || output.stderr
  return { result: compileError(source, 'Rust', diagnostics, printed), ...rest }
}

function throwIfLacking(source: Source, text: string): void {
  const lacking = missingTarget(text)
  if (lacking !== undefined) throw noToolchain(source, 'Rust with the target wasm32-wasip1', lacking.why, lacking.fix)
}

const notInstalled = ({ source }: Job, command: string): UnwasiError =>
  noToolchain(
    source,
    'Rust',
    `There is no command \`${command}\` in PATH.`,
    'Install Rust from https://rustup.rs, then: rustup target add wasm32-wasip1.',
  )

const failed = (job: Job): never => {
  throw notInstalled(job, 'cargo')
}
