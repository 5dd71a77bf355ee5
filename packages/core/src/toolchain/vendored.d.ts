// The build makes these files after it has compiled the sources, so TypeScript can't see them. Importers declare their exports.
declare module '*/dist/vendor/bindgen.js' {
  export function instantiate(): never
}
declare module '*/dist/vendor/wasm-tools.js' {
  export function instantiate(): never
  /** Returns the official adapter for commands or for reactors. */
  export function adapter(kind: 'command' | 'reactor'): Promise<Uint8Array>
}
