import type { Drops, Glue } from '../src/preview2/typed.js'

const DROP = '[resource-drop]'

/** Which interface defines each resource of the host. */
const FACES: Record<string, string> = {
  'terminal-input': 'wasi:cli/terminal-input',
  'terminal-output': 'wasi:cli/terminal-output',
  descriptor: 'wasi:filesystem/types',
  'directory-entry-stream': 'wasi:filesystem/types',
  error: 'wasi:io/error',
  pollable: 'wasi:io/poll',
  'input-stream': 'wasi:io/streams',
  'output-stream': 'wasi:io/streams',
}

/** The drops of a component of wit-component's, whose names say what they drop. `file`: the component. */
export const dropsByName = (
  modules: Record<string, readonly [start: number, end: number]>,
  glue: Glue,
  file: Uint8Array,
): Drops => {
  const text = String(glue)
  return [...text.matchAll(/yield instantiateCore\(yield (module\d+)/g)].map(([, variable]) => {
    const name = new RegExp(`const ${variable} = getCoreModule\\('(.*)'\\)`).exec(text)![1]!
    const imports = WebAssembly.Module.imports(new WebAssembly.Module(file.slice(...modules[name]!)))
    return imports
      .filter(({ module, name }) => name.startsWith(DROP) && !module.startsWith('[export]'))
      .map(({ module, name }) => {
        const resource = name.slice(DROP.length)
        return [module, name, FACES[resource] ?? module.replace(/@.*/, ''), resource]
      })
  })
}
