import { existsSync } from 'node:fs'
import path from 'node:path'

type Environment = Readonly<Record<string, string | undefined>>

/** The path of a command in PATH. Undefined if it is not installed. */
export function findCommand(command: string, environment: Environment = {}): string | undefined {
  const { PATH = '', PATHEXT = '.EXE' } = { ...pathOf(process.env), ...pathOf(environment) }
  const extensions = process.platform === 'win32' ? PATHEXT.split(';') : ['']
  for (const folder of PATH.split(path.delimiter)) {
    if (folder === '') continue
    const found = extensions.map((extension) => path.join(folder, command + extension)).find((file) => existsSync(file))
    if (found !== undefined) return found
  }
  return undefined
}

/** Windows names the variable Path. */
function pathOf(environment: Environment): { PATH?: string; PATHEXT?: string } {
  const named = (wanted: string) => Object.entries(environment).find(([name]) => name.toUpperCase() === wanted)?.[1]
  const [PATH, PATHEXT] = [named('PATH'), named('PATHEXT')]
  return { ...(PATH !== undefined && { PATH }), ...(PATHEXT !== undefined && { PATHEXT }) }
}
