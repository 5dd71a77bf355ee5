import { version } from 'create-unwasi/package.json'
import { nameFrom, projectFiles, templates, type TemplateName } from 'create-unwasi/templates'
import { zipSync } from 'fflate'

import type { Guest } from '../engine/index.js'
import { bytesOf } from '../model/bytes.js'
import { libraryFiles } from './library-project.js'

export interface Choice {
  id: TemplateName
  title: string
}

const isTemplate = (name: string): name is TemplateName => Object.hasOwn(templates, name)

/** The bundlers and frameworks for which there are projects. Those for a library call its functions, which only the one for Vite does. */
export function choicesFor({ kind }: Guest): Choice[] {
  const names = Object.keys(templates).filter(isTemplate)
  return names.filter((id) => kind === 'command' || id === 'vite').map((id) => ({ id, title: templates[id].title }))
}

/** A zip file with a project that imports the program, as `npm create unwasi` makes it. */
export function makeProject(guest: Guest, template: string): { name: string; bytes: Uint8Array<ArrayBuffer> } {
  if (!isTemplate(template)) throw new RangeError(`there are no projects for ${template}`)
  const name = nameFrom(guest.name.replace(/(\.component)?\.wasm$/i, ''))
  const program = { name: guest.name, bytes: guest.bytes }
  const files =
    guest.kind === 'library'
      ? libraryFiles(guest, name, version)
      : projectFiles({ template, language: 'wasm', name, version, program })
  const entries = [...files].map(
    ([path, content]) => [`${name}/${path}`, typeof content === 'string' ? bytesOf(content) : content] as const,
  )
  return { name, bytes: zipSync(Object.fromEntries(entries)) }
}
