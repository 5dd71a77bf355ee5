// Builds WASI programs from their sources with the toolchains that are installed.
//
//   source.ts        what a path denotes: its language, and what to build
//   options.ts       the option `toolchains` of the plugins
//   build.ts         shares builds, ends those that an edit has overtaken, and skips those whose sources have not changed
//   languages/       one module for each language, and its compilers' messages
//   files.ts         what the languages share; scratch.ts, find.ts, dep-info.ts
//   keep.ts          keeps finished programs as files
//   process.ts       runs a compiler
//   diagnostics.ts   errors with file, line and column
//   installed.ts     whether a toolchain is there, before there is a source
//   allow.ts         which sources may be built: building executes their code
export { buildGuest, type BuildOutcome, type BuildRequest } from './build.js'
export { placeOf } from './diagnostics.js'
export type { Built, Outcome } from './language.js'
export { isToolchains, optionsFor } from './options.js'
export { isFolder, mainFileIn, sourceOf, type Source } from './source.js'
