import { compileFunction } from 'node:vm'

import type { Program } from '@unwasi/core'
import * as runtime from '@unwasi/runtime'
import type { Glue } from '@unwasi/runtime'

import { cacheFolder } from './cache.js'
import { linkImports, loadInterfaces } from './imports.js'

type ComponentProgram = Exclude<Program['link'], { by: 'preview1' }>

const { frames, instances, tracing, ...parts } = runtime

/**
 * Returns what a module that core emits passes to the runtime.
 * @param files the files that give the program its imports, by the names of import modules or interfaces
 * @param calls whether the exports of a command are called, too
 */
export async function specOf(
  { format, guest, named, needs, link }: Program,
  name: string,
  files: ReadonlyMap<string, string>,
  calls: boolean,
): Promise<runtime.ProgramSpec> {
  const spec = {
    format,
    name,
    guest: guest.bytes as Uint8Array<ArrayBuffer>,
    ...(named && { frames }),
    ...(needs !== undefined && { needs }),
    instances,
  }
  switch (link.by) {
    case 'preview1': {
      const host = link.parts.map((part) => parts[part])
      const { start } = link
      const imports = link.imports.length > 0 && (await linkImports(runtime, link.imports, files, link.dispatcher))
      return { ...spec, host, trace: tracing, ...(imports && { imports }), ...(start !== undefined && { start }) }
    }
    case 'plan': {
      // The WASI 0.2 host is as large as the other, so it is loaded on demand.
      const { component } = await import('@unwasi/runtime')
      const host = await componentHost(link, files)
      return {
        ...spec,
        component: component(link.plan, host),
        ...(calls && link.further && { kept: await glued(guest.bytes, { ...link.further, host }) }),
      }
    }
    case 'glue':
      return {
        ...spec,
        component: await glued(guest.bytes, { ...link, runs: link.run !== undefined, host: await componentHost(link, files) }),
      }
  }
}

/** Links a component by its glue. */
async function glued(
  component: Uint8Array,
  {
    drops,
    host,
    passes,
    run,
    runs = false,
  }: Pick<Extract<ComponentProgram, { by: 'glue' }>, 'drops' | 'run' | 'passes'> & {
    host: Awaited<ReturnType<typeof componentHost>>
    /** Whether it is a command that only this glue can run. */
    runs?: boolean
  },
) {
  const { resourcePassing, typed, waitingRun } = await import('@unwasi/runtime')
  const { componentGlue } = await import('@unwasi/core')
  const { code, modules } = await componentGlue(component, { cache: cacheFolder() })
  return typed(
    modules,
    compileFunction(`'use strict'\n${code}\nreturn instantiate`)() as Glue,
    drops,
    host,
    run,
    passes ? resourcePassing : undefined,
    runs ? waitingRun : undefined,
  )
}

/** The parts of the WASI 0.2 host for a component, and the interfaces that `files` give it. */
async function componentHost(
  { parts: names, unsupported, given }: Pick<ComponentProgram, 'parts' | 'unsupported' | 'given'>,
  files: ReadonlyMap<string, string>,
) {
  const { unsupported: unsupportedPart, interfaces, ...hostParts } = await import('@unwasi/runtime')
  const host = names.map((part) => hostParts[part])
  if (unsupported.length > 0) host.push(unsupportedPart(unsupported))
  const needed = given.interfaces
  if (needed.length > 0) host.push(interfaces(needed, await loadInterfaces(needed, files)))
  return host
}
