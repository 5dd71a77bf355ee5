export { classify } from './classify.js'
export { componentFunctions, hasTextForm, witType, type ComponentFunction, type Shape } from './component-functions.js'
export { componentGlue, type ComponentGlue } from './component-glue.js'
export { componentize, componentizeParts } from './componentize.js'
export { describeProgram } from './describe.js'
export { scriptWithGlue } from './emit/worker-script.js'
export { namedExportsText, type NamedExportsText } from './emit/named-exports.js'
export { UnwasiError } from './errors.js'
export type { Diagnostic, UnwasiErrorCode, UnwasiErrorInit } from './errors.js'
export { cachedFile, cacheFolder } from './guest.js'
export { inspect } from './inspect.js'
export { inspectWhole, type WholeInspectOptions } from './inspect/whole.js'
export { pointerRemark } from './isolate/reactor-limits.js'
export type { Inspection } from './inspect.js'
export type {
  Asset,
  ComponentizeOptions,
  Host,
  Options,
  ProgramOptions,
  Strip,
  TranspileOptions,
  Transpiled,
  WorkerEntry,
} from './options.js'
export type { GivenImport, Preview1Link, Program } from './program.js'
export { transpile } from './transpile.js'
export type {
  AssemblyScriptOptions,
  COptions,
  GoOptions,
  RustOptions,
  SourceOptions,
  ToolchainsOptions,
  ZigOptions,
} from './toolchain-options.js'
