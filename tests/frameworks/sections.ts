import { readFileSync } from 'node:fs'

/** The page whose code blocks are tested. */
const page = 'docs/frameworks.md'

/** The files of a section by path, in the order of the page. */
export type Files = Record<string, string>

export interface Section {
  heading: string
  /** The code blocks whose info string names a file, as in "```ts vite.config.ts". */
  files: Files
  /** The lines of its shell blocks. */
  commands: string[]
}

const [head, ...texts] = readFileSync(new URL(`../../${page}`, import.meta.url), 'utf8').split(/^#{2,3} /m)

/** The text before the first section, which has the table of contents. */
export const contents = head!

/** Every section, of any level, in the order of the page. A section ends at the next heading. */
export const sections: readonly Section[] = texts.map((text) => ({ heading: /^.*/.exec(text)![0], ...blocks(text) }))

function blocks(text: string): Omit<Section, 'heading'> {
  const files: Files = {}
  const commands: string[] = []
  for (const [, language, file, code] of text.matchAll(/^```(\w+) ?(.*)\n([^]*?)^```$/gm)) {
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

/** The entry of a section in the table of contents. The anchor is the one that GitHub makes from the heading. */
export function link({ heading }: Section): string {
  const anchor = heading
    .toLowerCase()
    .replaceAll(/[^\w\- ]/g, '')
    .replaceAll(' ', '-')
  return `[${heading}](#${anchor})`
}
