import { existsSync } from 'node:fs'
import path from 'node:path'

import { oneLine } from '@unwasi/core/text'

import { slashes } from '../slashes.js'
import { includedFolders, readConfigs, reads } from './tsconfig.js'

export interface Target {
  /** The absolute path of the generated file. */
  file: string
  /** Says that TypeScript will not find the file, and what to do. */
  warning?: string
}

const NAME = 'unwasi.d.ts'

/**
 * Decides where the generated file goes. With `true` it goes where TypeScript sees it: beside tsconfig.json if that includes it,
 * or else into the first folder that is included.
 * @param dts the option, which is `true` or a path relative to `root`
 */
export function dtsTarget(dts: true | string, root: string): Target {
  const wanted = dts === true ? undefined : path.resolve(root, dts)
  const folder = nearest(
    wanted === undefined ? root : path.dirname(wanted),
    dts === true ? ['tsconfig.json', 'package.json'] : ['tsconfig.json'],
  )
  const file = wanted ?? path.join(folder ?? root, NAME)
  const tsconfig = folder === undefined ? undefined : path.join(folder, 'tsconfig.json')
  const configs = tsconfig !== undefined && existsSync(tsconfig) ? readConfigs(tsconfig) : undefined
  if (tsconfig === undefined || configs === undefined || reads(configs, file)) return { file }
  const elsewhere = includedFolders(configs)
    .map((included) => path.join(included, NAME))
    .find((file) => reads(configs, file))
  if (wanted === undefined && elsewhere !== undefined) return { file: elsewhere }
  const names = configs.map(({ file }) => path.basename(file)).join(' or ')
  const there = elsewhere === undefined ? '' : `, or set the option to '${slashes(path.relative(root, elsewhere))}'`
  return {
    file,
    warning: oneLine(
      `TypeScript does not see ${file}, which the option 'dts' asks for: add "${slashes(path.relative(folder ?? root, file))}" to "include" in ${names} (in ${folder})${there}.`,
    ),
  }
}

/** The nearest folder, from `from` up, that contains one of `marks`. */
function nearest(from: string, marks: readonly string[]): string | undefined {
  for (let folder = from; ; folder = path.dirname(folder)) {
    if (marks.some((mark) => existsSync(path.join(folder, mark)))) return folder
    if (path.dirname(folder) === folder) return undefined
  }
}
