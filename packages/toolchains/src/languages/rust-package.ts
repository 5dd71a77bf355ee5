// Which part of a cargo package a source denotes.
import path from 'node:path'

import { UnwasiError } from '@unwasi/core/errors'
import { quoted } from '@unwasi/core/text'

import type { Job } from '../language.js'

export interface CargoTarget {
  readonly kind: readonly string[]
  readonly crate_types: readonly string[]
  readonly name: string
  readonly src_path: string
}

export interface CargoPackage {
  readonly id: string
  readonly name: string
  readonly manifest_path: string
  readonly default_run?: string | null
  readonly targets: readonly CargoTarget[]
  readonly dependencies: readonly { readonly path?: string | null }[]
}

/** `cargo metadata --no-deps`: https://doc.rust-lang.org/cargo/commands/cargo-metadata.html */
export interface Metadata {
  readonly packages: readonly CargoPackage[]
  readonly workspace_members: readonly string[]
  readonly workspace_root: string
  readonly target_directory: string
}

export interface Choice {
  readonly package: CargoPackage
  readonly target: CargoTarget
  /** The arguments of cargo that name the target. */
  readonly args: readonly string[]
}

const isLibrary = ({ kind, crate_types }: CargoTarget): boolean => kind.includes('cdylib') || crate_types.includes('cdylib')
const isBin = ({ kind }: CargoTarget): boolean => kind.includes('bin')

/** What to build. Throws `UnwasiError` if the source is not a program, or if there are several. */
export function choose(job: Job, metadata: Metadata): Choice {
  const { source, options } = job
  if (path.basename(source.file) === 'Cargo.toml') return chosenOf(job, packageOf(job, metadata))
  const one = metadata.packages.find(({ targets }) => targets.some((target) => isSame(target.src_path, source.file)))
  const target = one?.targets.find(({ src_path }) => isSame(src_path, source.file))
  if (one === undefined || target === undefined)
    throw problem(
      job,
      'the file is not a program of its package',
      `cargo knows these programs: ${listed(metadata.packages.flatMap(({ targets }) => targets.map(({ src_path }) => src_path)))}.`,
      'Import one of them, or the Cargo.toml of the package.',
    )
  if (options.rust?.bin !== undefined && isBin(target) && options.rust.bin !== target.name) return chosenOf(job, one)
  return choice(job, one, target)
}

const isSame = (one: string, other: string): boolean => path.relative(one, other) === ''

function packageOf(job: Job, { packages }: Metadata): CargoPackage {
  const { file } = job.source
  const wanted = job.options.rust?.package
  if (wanted !== undefined) {
    const found = packages.find(({ name }) => name === wanted)
    if (found !== undefined) return found
    throw problem(
      job,
      `the workspace has no package ${quoted(wanted)}`,
      `Its packages are ${listed(packages.map(({ name }) => name))}.`,
      "Correct the option 'rust.package'.",
    )
  }
  const own = packages.find(({ manifest_path }) => isSame(manifest_path, file))
  if (own !== undefined) return own
  // A Cargo.toml that only describes a workspace.
  const [first, ...others] = packages.filter(({ targets }) => targets.some((one) => isBin(one) || isLibrary(one)))
  if (first !== undefined && others.length === 0) return first
  throw problem(
    job,
    first === undefined ? 'the workspace has no programs' : 'the workspace has several programs',
    first === undefined
      ? 'None of its packages has a binary, or a library with the crate type cdylib.'
      : `These packages have programs: ${listed([first, ...others].map(({ name }) => name))}.`,
    'Import the Cargo.toml of a package with a program, or name the package in the option: toolchains: { rust: { package: "…" } }.',
  )
}

function chosenOf(job: Job, one: CargoPackage): Choice {
  const { options } = job
  const bins = one.targets.filter(isBin)
  const library = one.targets.find(isLibrary)
  const wanted = options.rust?.bin
  if (wanted === undefined) {
    if (library !== undefined && (options.kind === 'reactor' || bins.length === 0)) return choice(job, one, library)
    const plain = one.targets.find(({ kind }) => kind.includes('lib') || kind.includes('rlib'))
    if (bins.length === 0 && plain !== undefined) return choice(job, one, plain)
  }
  const names = wanted === undefined ? [one.default_run, one.name] : [wanted]
  const named = names.map((name) => bins.find((bin) => bin.name === name)).find((bin) => bin !== undefined)
  const bin = named ?? (wanted === undefined && bins.length === 1 ? bins[0] : undefined)
  if (bin !== undefined) return choice(job, one, bin)
  throw problem(
    job,
    wanted === undefined
      ? `the package ${quoted(one.name)} has ${bins.length === 0 ? 'no program' : 'several programs'}`
      : `the package ${quoted(one.name)} has no program ${quoted(wanted)}`,
    bins.length === 0 ? 'It has neither a binary nor a library.' : `Its programs are ${listed(bins.map(({ name }) => name))}.`,
    'Import the program\'s own file, such as src/bin/tool.rs, or name it in the option: toolchains: { rust: { bin: "tool" } }.',
  )
}

function choice(job: Job, one: CargoPackage, target: CargoTarget): Choice {
  const named = { package: one, target }
  if (isBin(target)) return { ...named, args: ['--bin', target.name] }
  if (target.kind.includes('example')) return { ...named, args: ['--example', target.name] }
  if (isLibrary(target)) return { ...named, args: ['--lib'] }
  if (target.kind.includes('lib') || target.kind.includes('rlib'))
    throw problem(
      job,
      `the library ${quoted(target.name)} is for Rust alone`,
      'Only a library with the crate type cdylib becomes a WebAssembly module.',
      `Add this to ${one.manifest_path}: [lib] crate-type = ["cdylib", "rlib"].`,
    )
  throw problem(job, 'the file is not a program', `It is the ${target.kind.join(', ')} of its package.`, 'Import a program.')
}

const listed = (names: readonly string[]): string => {
  const shown = names.slice(0, 10).map((name) => quoted(name))
  return shown.length === 0 ? 'none' : `${shown.join(', ')}${names.length > shown.length ? ' and more' : ''}`
}

const problem = ({ source }: Job, headline: string, why: string, fix: string): UnwasiError =>
  new UnwasiError({ code: 'COMPILE', headline, why, fix, file: source.file })
