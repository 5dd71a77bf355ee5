import { compilePieces, compileRanges, typedExports, workerImports, type WorkerSpec } from '@unwasi/runtime'
import workerUrl from '@unwasi/runtime/worker?url'
import componentsUrl from '@unwasi/runtime/worker-components?url'

import type { Description, Glue } from './messages.js'

type Program = Description['program']
type Link<By extends string> = Extract<Program['link'], { by: By }>

/** What the runtime must know of a program to run it in workers: the same as a module that the bundler plugins emit. */
export async function specOf(
  program: Program,
  bytes: Uint8Array<ArrayBuffer>,
  glue: (component: Uint8Array) => Promise<Glue>,
): Promise<WorkerSpec> {
  const { format, kind, link, name, named, needs } = program
  const guest = program.guest.bytes ?? bytes
  const common = {
    format,
    name,
    guest,
    ...(named && kind === 'command' && { frames: true }),
    ...(needs !== undefined && { needs }),
  }
  switch (link.by) {
    case 'preview1':
      return { ...common, script: workerUrl, ...core(link) }
    case 'plan': {
      const { plan, parts } = link
      return {
        ...common,
        script: componentsUrl,
        compile: compileRanges,
        component: { plan, parts, ...missing(link) },
      }
    }
    case 'glue': {
      const { script, modules } = await glue(guest)
      const { drops, parts, passes, run } = link
      return {
        ...common,
        script: URL.createObjectURL(new Blob([script], { type: 'text/javascript' })),
        compilePieces,
        ...(kind === 'reactor' && { exports: typedExports }),
        glue: { modules, drops, parts, ...missing(link), ...(run !== undefined && { run }), ...(passes && { passes }) },
      }
    }
  }
}

function core({ imports, parts, start }: Link<'preview1'>): Pick<WorkerSpec, 'host' | 'imports' | 'start'> {
  const defaults = [...new Set(imports.flatMap(({ fallback }) => fallback ?? []))]
  return {
    host: parts,
    ...(start !== undefined && { start }),
    ...(imports.length > 0 && {
      imports: workerImports(
        imports.map(({ module, name, signature }) => [module, name, signature]),
        [],
        defaults,
      ),
    }),
  }
}

const missing = ({ unsupported }: Link<'plan' | 'glue'>) => (unsupported.length > 0 ? { unsupported } : {})
