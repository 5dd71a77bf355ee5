// Ambient types of the imports that the bundler plugins claim. The build of this repository writes this file.
// Only a library's file says which functions it exports, so its named exports have no types here. The plugins' option `dts` writes a
// file that has them. The flags of a query may be in any order.

declare module '*.wasm?component' {
  const run: import('@unwasi/runtime').Run
  export default run
}
declare module '*.wasm?component&inline' {
  export * from '*.wasm?component'
  export { default } from '*.wasm?component'
}
declare module '*.wasm?inline&component' {
  export * from '*.wasm?component'
  export { default } from '*.wasm?component'
}
declare module '*.wasm?component&preview2' {
  export * from '*.wasm?component'
  export { default } from '*.wasm?component'
}
declare module '*.wasm?preview2&component' {
  export * from '*.wasm?component'
  export { default } from '*.wasm?component'
}
declare module '*.wasm?component&preview2&inline' {
  export * from '*.wasm?component'
  export { default } from '*.wasm?component'
}
declare module '*.wasm?component&inline&preview2' {
  export * from '*.wasm?component'
  export { default } from '*.wasm?component'
}
declare module '*.wasm?preview2&component&inline' {
  export * from '*.wasm?component'
  export { default } from '*.wasm?component'
}
declare module '*.wasm?preview2&inline&component' {
  export * from '*.wasm?component'
  export { default } from '*.wasm?component'
}
declare module '*.wasm?inline&component&preview2' {
  export * from '*.wasm?component'
  export { default } from '*.wasm?component'
}
declare module '*.wasm?inline&preview2&component' {
  export * from '*.wasm?component'
  export { default } from '*.wasm?component'
}
declare module '*.wasm?component&worker' {
  const run: import('@unwasi/runtime').WorkerRun
  export default run
}
declare module '*.wasm?worker&component' {
  export * from '*.wasm?component&worker'
  export { default } from '*.wasm?component&worker'
}
declare module '*.wasm?component&worker&inline' {
  export * from '*.wasm?component&worker'
  export { default } from '*.wasm?component&worker'
}
declare module '*.wasm?component&inline&worker' {
  export * from '*.wasm?component&worker'
  export { default } from '*.wasm?component&worker'
}
declare module '*.wasm?worker&component&inline' {
  export * from '*.wasm?component&worker'
  export { default } from '*.wasm?component&worker'
}
declare module '*.wasm?worker&inline&component' {
  export * from '*.wasm?component&worker'
  export { default } from '*.wasm?component&worker'
}
declare module '*.wasm?inline&component&worker' {
  export * from '*.wasm?component&worker'
  export { default } from '*.wasm?component&worker'
}
declare module '*.wasm?inline&worker&component' {
  export * from '*.wasm?component&worker'
  export { default } from '*.wasm?component&worker'
}
declare module '*.wasm?component&worker&preview2' {
  export * from '*.wasm?component&worker'
  export { default } from '*.wasm?component&worker'
}
declare module '*.wasm?component&preview2&worker' {
  export * from '*.wasm?component&worker'
  export { default } from '*.wasm?component&worker'
}
declare module '*.wasm?worker&component&preview2' {
  export * from '*.wasm?component&worker'
  export { default } from '*.wasm?component&worker'
}
declare module '*.wasm?worker&preview2&component' {
  export * from '*.wasm?component&worker'
  export { default } from '*.wasm?component&worker'
}
declare module '*.wasm?preview2&component&worker' {
  export * from '*.wasm?component&worker'
  export { default } from '*.wasm?component&worker'
}
declare module '*.wasm?preview2&worker&component' {
  export * from '*.wasm?component&worker'
  export { default } from '*.wasm?component&worker'
}
declare module '*.wasm?component&worker&inline&preview2' {
  export * from '*.wasm?component&worker'
  export { default } from '*.wasm?component&worker'
}
declare module '*.wasm?component&worker&preview2&inline' {
  export * from '*.wasm?component&worker'
  export { default } from '*.wasm?component&worker'
}
declare module '*.wasm?component&inline&worker&preview2' {
  export * from '*.wasm?component&worker'
  export { default } from '*.wasm?component&worker'
}
declare module '*.wasm?component&inline&preview2&worker' {
  export * from '*.wasm?component&worker'
  export { default } from '*.wasm?component&worker'
}
declare module '*.wasm?component&preview2&worker&inline' {
  export * from '*.wasm?component&worker'
  export { default } from '*.wasm?component&worker'
}
declare module '*.wasm?component&preview2&inline&worker' {
  export * from '*.wasm?component&worker'
  export { default } from '*.wasm?component&worker'
}
declare module '*.wasm?worker&component&inline&preview2' {
  export * from '*.wasm?component&worker'
  export { default } from '*.wasm?component&worker'
}
declare module '*.wasm?worker&component&preview2&inline' {
  export * from '*.wasm?component&worker'
  export { default } from '*.wasm?component&worker'
}
declare module '*.wasm?worker&inline&component&preview2' {
  export * from '*.wasm?component&worker'
  export { default } from '*.wasm?component&worker'
}
declare module '*.wasm?worker&inline&preview2&component' {
  export * from '*.wasm?component&worker'
  export { default } from '*.wasm?component&worker'
}
declare module '*.wasm?worker&preview2&component&inline' {
  export * from '*.wasm?component&worker'
  export { default } from '*.wasm?component&worker'
}
declare module '*.wasm?worker&preview2&inline&component' {
  export * from '*.wasm?component&worker'
  export { default } from '*.wasm?component&worker'
}
declare module '*.wasm?inline&component&worker&preview2' {
  export * from '*.wasm?component&worker'
  export { default } from '*.wasm?component&worker'
}
declare module '*.wasm?inline&component&preview2&worker' {
  export * from '*.wasm?component&worker'
  export { default } from '*.wasm?component&worker'
}
declare module '*.wasm?inline&worker&component&preview2' {
  export * from '*.wasm?component&worker'
  export { default } from '*.wasm?component&worker'
}
declare module '*.wasm?inline&worker&preview2&component' {
  export * from '*.wasm?component&worker'
  export { default } from '*.wasm?component&worker'
}
declare module '*.wasm?inline&preview2&component&worker' {
  export * from '*.wasm?component&worker'
  export { default } from '*.wasm?component&worker'
}
declare module '*.wasm?inline&preview2&worker&component' {
  export * from '*.wasm?component&worker'
  export { default } from '*.wasm?component&worker'
}
declare module '*.wasm?preview2&component&worker&inline' {
  export * from '*.wasm?component&worker'
  export { default } from '*.wasm?component&worker'
}
declare module '*.wasm?preview2&component&inline&worker' {
  export * from '*.wasm?component&worker'
  export { default } from '*.wasm?component&worker'
}
declare module '*.wasm?preview2&worker&component&inline' {
  export * from '*.wasm?component&worker'
  export { default } from '*.wasm?component&worker'
}
declare module '*.wasm?preview2&worker&inline&component' {
  export * from '*.wasm?component&worker'
  export { default } from '*.wasm?component&worker'
}
declare module '*.wasm?preview2&inline&component&worker' {
  export * from '*.wasm?component&worker'
  export { default } from '*.wasm?component&worker'
}
declare module '*.wasm?preview2&inline&worker&component' {
  export * from '*.wasm?component&worker'
  export { default } from '*.wasm?component&worker'
}
declare module '*.wasm?component&url' {
  /** URL of the portable component. */
  const url: string
  export default url
}
declare module '*.wasm?url&component' {
  export * from '*.wasm?component&url'
  export { default } from '*.wasm?component&url'
}
declare module '*.wasm?component&url&inline' {
  export * from '*.wasm?component&url'
  export { default } from '*.wasm?component&url'
}
declare module '*.wasm?component&inline&url' {
  export * from '*.wasm?component&url'
  export { default } from '*.wasm?component&url'
}
declare module '*.wasm?url&component&inline' {
  export * from '*.wasm?component&url'
  export { default } from '*.wasm?component&url'
}
declare module '*.wasm?url&inline&component' {
  export * from '*.wasm?component&url'
  export { default } from '*.wasm?component&url'
}
declare module '*.wasm?inline&component&url' {
  export * from '*.wasm?component&url'
  export { default } from '*.wasm?component&url'
}
declare module '*.wasm?inline&url&component' {
  export * from '*.wasm?component&url'
  export { default } from '*.wasm?component&url'
}
declare module '*.wasm?component&url&preview2' {
  export * from '*.wasm?component&url'
  export { default } from '*.wasm?component&url'
}
declare module '*.wasm?component&preview2&url' {
  export * from '*.wasm?component&url'
  export { default } from '*.wasm?component&url'
}
declare module '*.wasm?url&component&preview2' {
  export * from '*.wasm?component&url'
  export { default } from '*.wasm?component&url'
}
declare module '*.wasm?url&preview2&component' {
  export * from '*.wasm?component&url'
  export { default } from '*.wasm?component&url'
}
declare module '*.wasm?preview2&component&url' {
  export * from '*.wasm?component&url'
  export { default } from '*.wasm?component&url'
}
declare module '*.wasm?preview2&url&component' {
  export * from '*.wasm?component&url'
  export { default } from '*.wasm?component&url'
}
declare module '*.wasm?component&url&inline&preview2' {
  export * from '*.wasm?component&url'
  export { default } from '*.wasm?component&url'
}
declare module '*.wasm?component&url&preview2&inline' {
  export * from '*.wasm?component&url'
  export { default } from '*.wasm?component&url'
}
declare module '*.wasm?component&inline&url&preview2' {
  export * from '*.wasm?component&url'
  export { default } from '*.wasm?component&url'
}
declare module '*.wasm?component&inline&preview2&url' {
  export * from '*.wasm?component&url'
  export { default } from '*.wasm?component&url'
}
declare module '*.wasm?component&preview2&url&inline' {
  export * from '*.wasm?component&url'
  export { default } from '*.wasm?component&url'
}
declare module '*.wasm?component&preview2&inline&url' {
  export * from '*.wasm?component&url'
  export { default } from '*.wasm?component&url'
}
declare module '*.wasm?url&component&inline&preview2' {
  export * from '*.wasm?component&url'
  export { default } from '*.wasm?component&url'
}
declare module '*.wasm?url&component&preview2&inline' {
  export * from '*.wasm?component&url'
  export { default } from '*.wasm?component&url'
}
declare module '*.wasm?url&inline&component&preview2' {
  export * from '*.wasm?component&url'
  export { default } from '*.wasm?component&url'
}
declare module '*.wasm?url&inline&preview2&component' {
  export * from '*.wasm?component&url'
  export { default } from '*.wasm?component&url'
}
declare module '*.wasm?url&preview2&component&inline' {
  export * from '*.wasm?component&url'
  export { default } from '*.wasm?component&url'
}
declare module '*.wasm?url&preview2&inline&component' {
  export * from '*.wasm?component&url'
  export { default } from '*.wasm?component&url'
}
declare module '*.wasm?inline&component&url&preview2' {
  export * from '*.wasm?component&url'
  export { default } from '*.wasm?component&url'
}
declare module '*.wasm?inline&component&preview2&url' {
  export * from '*.wasm?component&url'
  export { default } from '*.wasm?component&url'
}
declare module '*.wasm?inline&url&component&preview2' {
  export * from '*.wasm?component&url'
  export { default } from '*.wasm?component&url'
}
declare module '*.wasm?inline&url&preview2&component' {
  export * from '*.wasm?component&url'
  export { default } from '*.wasm?component&url'
}
declare module '*.wasm?inline&preview2&component&url' {
  export * from '*.wasm?component&url'
  export { default } from '*.wasm?component&url'
}
declare module '*.wasm?inline&preview2&url&component' {
  export * from '*.wasm?component&url'
  export { default } from '*.wasm?component&url'
}
declare module '*.wasm?preview2&component&url&inline' {
  export * from '*.wasm?component&url'
  export { default } from '*.wasm?component&url'
}
declare module '*.wasm?preview2&component&inline&url' {
  export * from '*.wasm?component&url'
  export { default } from '*.wasm?component&url'
}
declare module '*.wasm?preview2&url&component&inline' {
  export * from '*.wasm?component&url'
  export { default } from '*.wasm?component&url'
}
declare module '*.wasm?preview2&url&inline&component' {
  export * from '*.wasm?component&url'
  export { default } from '*.wasm?component&url'
}
declare module '*.wasm?preview2&inline&component&url' {
  export * from '*.wasm?component&url'
  export { default } from '*.wasm?component&url'
}
declare module '*.wasm?preview2&inline&url&component' {
  export * from '*.wasm?component&url'
  export { default } from '*.wasm?component&url'
}
