// The build makes these files after it has compiled the sources, so TypeScript can't look at them. Who imports one says what it has.
declare module '*/dist/vendor/bindgen.js' {
  export function instantiate(): never
}
declare module '*/dist/vendor/wasm-tools.js' {
  export function instantiate(): never
}
