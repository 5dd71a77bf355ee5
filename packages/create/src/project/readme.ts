import type { Language } from './languages.js'
import type { Scene, Template } from './template.js'

const DOCS = 'https://unwasi.github.io/unwasi'

/** The README of a project. `standIn` is the path of the program that takes the place of the source, if there is one. */
export function readme(scene: Scene, template: Template, language: Language, standIn: string | undefined): string {
  const scripts = template.scripts(scene)
  return `# ${scene.headline}

${
  scene.own
    ? `\`${scene.source}\` is a WASI program. [unwasi](${DOCS}/) makes it a function:`
    : `\`${scene.source}\` is a WASI program in ${language.title}. [unwasi](${DOCS}/) builds it and makes it a function:`
}
\`import run from '${scene.guest('')}'\`. ${template.about}

\`\`\`sh
npm install
${firstScripts(scene, template)
  .map((name) => `npm run ${name}\n`)
  .join('')}\`\`\`

| script | what it does |
| --- | --- |
${scripts.map(({ name, does }) => `| \`npm run ${name}\` | ${does} |\n`).join('')}
${aboutProgram(scene, language, standIn)}
More: [source imports](${DOCS}/sources), [what \`run\` takes and returns](${DOCS}/run), [bundlers and frameworks](${DOCS}/start/).
`
}

/** The scripts with which one sees the program run. */
export const firstScripts = (scene: Scene, { first, scripts }: Template): readonly string[] =>
  first ??
  scripts(scene)
    .slice(0, 1)
    .map(({ name }) => name)

function aboutProgram(
  { own, placeholder, source, options }: Scene,
  { title, install }: Language,
  standIn: string | undefined,
): string {
  const inspect = `\`npx unwasi inspect ${source}\` says what a file is.`
  if (own)
    return `## The program

${
  placeholder
    ? `Replace \`${source}\` with a program of your own: a \`.wasm\` file for WASI preview1 or a component for WASI 0.2.`
    : `\`${source}\` is the program that you gave. A newer build goes to the same place.`
}
${inspect}
`
  if (standIn !== undefined)
    return `## The compiler

${title} was not found when this project was made. \`${standIn}\` takes the place of the program until it is there: it greets in the same
way, is not built from \`${source}\`, and does not follow your edits. Builds warn about it. To use the program itself:

1. Install ${install}.
2. Delete \`${standIn}\` and the option \`fallback\` of the plugin. Until then, they do no harm.
`
  if (install === undefined)
    return `## The compiler

The compiler is a package of npm. It was installed with the others, and the plugin runs it.
`
  return `## The compiler

To build this project, you need ${install}.${options === '' ? '' : ` The plugin's options are \`${options}\`.`}
`
}
