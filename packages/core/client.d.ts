// Ambient types for imports that the bundler plugins handle. Only the file says which functions a library exports, so its named
// exports have no types here. The plugins' option `dts` writes a file that has them.

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
  /** The URL of the portable component. */
  const url: string
  export default url
}

declare module '*.wasm?component&url&inline' {
  /** The `data:` URL of the portable component. */
  const url: string
  export default url
}
