import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

import { slug } from '../../docs/.vitepress/site/slug.js'

/** The folder with the pages whose code blocks are tested. */
const folder = fileURLToPath(new URL('../../docs/start', import.meta.url))

/** Headings inside of a section, in the order in which they appear. */
const steps: readonly string[] = ['Install', 'Convert', 'Convert and configure', 'Configure', 'Import', 'Next']

/** The files of a section by path, in the order of the page. */
export type Files = Record<string, string>

export interface Section {
  heading: string
  /** The link to it on the page with the overview. The title of a page stands for the page. */
  link: string
  /** The headings of its steps. */
  steps: string[]
  /** The packages that its command `npm install` names. */
  installs: string[]
  /** The code blocks whose info string names a file, as in "```ts vite.config.ts". */
  files: Files
  /** The lines of its other shell blocks, without `npx`. */
  commands: string[]
}

/** The text of the page with the overview. */
export const overview = readFileSync(path.join(folder, 'index.md'), 'utf8')

/** The pages, without the overview. */
export const pages: readonly string[] = readdirSync(folder).filter((file) => file !== 'index.md')

/** Every section with code. A section begins at a heading that is not a step, and ends at the next one. */
export const sections: readonly Section[] = pages.flatMap(read).filter(({ files }) => Object.keys(files).length > 0)

function read(page: string): Section[] {
  const found: Section[] = []
  for (const text of readFileSync(path.join(folder, page), 'utf8').split(/^(?=#{1,3} \S)/m)) {
    const [, level, heading] = /^(#+) (.*)/.exec(text)!
    const isStep = steps.includes(heading!)
    if (isStep) found.at(-1)!.steps.push(heading!)
    else {
      const link = level === '#' ? page : `${page}#${slug(heading!)}`
      found.push({ heading: heading!, link, steps: [], installs: [], files: {}, commands: [] })
    }
    addBlocks(found.at(-1)!, text, page)
  }
  return found
}

function addBlocks({ files, commands, installs }: Section, text: string, page: string): void {
  for (const [, language, file, code] of text.matchAll(/^```(\w+) ?(.*)\n([^]*?)^```$/gm)) {
    if (file !== '') files[file!] = code!
    else if (language !== 'sh') throw new Error(`${page}: a code block names no file after "${language}":\n${code}`)
    else
      for (const line of code!.trim().split('\n')) {
        const [, names] = /^npm install (?:--save-dev )?(.*)$/.exec(line) ?? []
        if (names === undefined) commands.push(line.replace(/^npx /, ''))
        else installs.push(...names.split(' '))
      }
  }
}

/** The section with this heading. Throws if there is none. */
export function section(heading: string): Section {
  const found = sections.find((one) => one.heading === heading)
  if (found === undefined) throw new Error(`No section is called "${heading}": ${sections.map((one) => one.heading).join(', ')}`)
  return found
}

/** Whether the steps are in the order of `steps`, which begins with the command that installs, and none is there twice. */
export function inOrder({ steps: found }: Section): boolean {
  const places = found.map((step) => steps.indexOf(step))
  return places.every((place, index) => index === 0 || places[index - 1]! < place)
}
