// Ambient types of what the bundler plugins make of an import. Which functions a library exports is in its file only, so its
// named exports have no types here: the plugins' option `dts` writes a file that has them.

declare module '*.wasm?component' {
  const run: import('@unwasi/runtime').Run
  export default run
}

declare module '*.wasm?component&inline' {
  const run: import('@unwasi/runtime').Run
  export default run
}

declare module '*.wasm?component&preview2' {
  const run: import('@unwasi/runtime').Run
  export default run
}

declare module '*.wasm?component&preview2&inline' {
  const run: import('@unwasi/runtime').Run
  export default run
}

declare module '*.wasm?component&inline&preview2' {
  const run: import('@unwasi/runtime').Run
  export default run
}

declare module '*.wasm?component&url' {
  /** URL of the portable component. */
  const url: string
  export default url
}

declare module '*.wasm?component&url&inline' {
  /** `data:` URL of the portable component. */
  const url: string
  export default url
}
