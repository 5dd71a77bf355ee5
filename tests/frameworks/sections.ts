import { readFileSync } from 'node:fs'

/** The pages whose code blocks are tested. */
const pages = ['docs/frameworks.md']

/** The files of a section by path, in the order of the page. */
export type Files = Record<string, string>

export interface Section {
  heading: string
  /** The code blocks whose info string names a file, as in "```ts vite.config.ts". */
  files: Files
  /** The lines of its shell blocks. */
  commands: string[]
}

/** Every section, of any level, in the order of the page. A section ends at the next heading. */
export const sections: readonly Section[] = pages.flatMap((page) => read(page))

function read(page: string): Section[] {
  const text = readFileSync(new URL(`../../${page}`, import.meta.url), 'utf8')
  return text
    .split(/^#{2,3} /m)
    .slice(1)
    .map((section) => ({
      heading: /^.*/.exec(section)![0],
      ...blocks(page, section),
    }))
}

function blocks(page: string, section: string): Omit<Section, 'heading'> {
  const files: Files = {}
  const commands: string[] = []
  for (const [, language, file, code] of section.matchAll(/^```(\w+) ?(.*)\n([^]*?)^```$/gm)) {
    if (file !== '') files[file!] = code!
    else if (language === 'sh') commands.push(...code!.trim().split('\n'))
    else throw new Error(`${page}: a code block names no file after "${language}":\n${code}`)
  }
  return { files, commands }
}

/** The section with this heading. Throws if there is none. */
export function section(heading: string): Section {
  const found = sections.find((one) => one.heading === heading)
  if (found === undefined) throw new Error(`No section is called "${heading}": ${sections.map((one) => one.heading).join(', ')}`)
  return found
}
