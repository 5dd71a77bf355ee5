// The page that all templates for browsers show.
import type { Scene } from './template.js'

/** The style of the page. It has no selectors that a framework would rename. */
export const STYLE = `:root {
  color-scheme: light dark;
  font: 1rem/1.5 system-ui, sans-serif;
}

body {
  max-width: 40rem;
  margin: 3rem auto;
  padding: 0 1rem;
}

form {
  display: flex;
  flex-wrap: wrap;
  gap: 0.5rem;
  align-items: end;
}

label {
  display: grid;
  flex: 1 1 12rem;
}

input,
button {
  font: inherit;
  padding: 0.5rem 0.75rem;
}

pre {
  min-height: 3em;
  padding: 1rem;
  border: 1px solid #8888;
  border-radius: 0.5rem;
  white-space: pre-wrap;
}
`

const indented = (text: string, by: string): string => text.trimEnd().replaceAll(/^(?=.)/gm, by)

export const label = ({ own }: Scene): string => (own ? 'Arguments' : 'Name')

/** What the input holds at first. */
export const INITIAL = 'Ada'

/** The sentence above the form. Its markup is valid as HTML and as JSX. */
export function introduction({ own, placeholder, source }: Scene): string {
  const then = placeholder
    ? 'Replace that file with a program of your own.'
    : own
      ? 'Its arguments are separated by spaces.'
      : 'Edit the program and run it again.'
  return `The page runs <code>${source}</code>. ${then}`
}

/** A document. `body` is a part of it, or the whole page. */
export const page = (scene: Scene, body: string, head = ''): string => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width" />
    <title>${scene.headline}</title>
    <link rel="icon" href="data:," />
    <style>
${indented(STYLE, '      ')}
    </style>
${head}  </head>
  <body>
${indented(body, '    ')}
  </body>
</html>
`

/** The form and the place for the output. */
export const form = (scene: Scene): string => `<h1>${scene.headline}</h1>
<p>${introduction(scene)}</p>
<form>
  <label>${label(scene)} <input name="name" value="${INITIAL}" autocomplete="off" /></label>
  <button>Run</button>
</form>
<pre aria-live="polite"></pre>
`

/** The script of the page that has this form. */
export function script(scene: Scene, file: string): string {
  const { types, args } = scene
  const exclamation = types('!')
  return `import run from '${scene.guest(file)}'

const form = document.querySelector('form')${exclamation}
const input = document.querySelector('input')${exclamation}
const output = document.querySelector('pre')${exclamation}

async function show() {
  const name = input.value
  try {
    const { stdout, stderr } = await run(${args})
    output.textContent = stdout + stderr
  } catch (error) {
    output.textContent = String(error)
  }
}

form.addEventListener('submit', (event) => {
  event.preventDefault()
  void show()
})
void show()
`
}

/** The configuration of TypeScript, with the types of imported programs. */
export const tsconfig = (
  plugin: string,
  {
    types = [],
    include = ['src'],
    ...options
  }: { types?: readonly string[]; include?: readonly string[]; jsx?: string; dom?: false } = {},
): object => {
  const { dom, ...rest } = options
  return {
    compilerOptions: {
      target: 'es2022',
      lib: dom === false ? ['es2023'] : ['es2023', 'dom', 'dom.iterable'],
      module: 'esnext',
      moduleResolution: 'bundler',
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      verbatimModuleSyntax: true,
      ...rest,
      types: [...types, `${plugin}/client`],
    },
    include,
  }
}
