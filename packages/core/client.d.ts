// Ambient types of the imports that the bundler plugins claim. The build of this repository writes this file.
// Only a library's file says which functions it exports, so its named exports have no types here. The plugins' option `dts` writes a
// file that has them. The flags of a query may be in any order. Imports of sources have `component` first, and the slash at the end of a
// folder's path distinguishes it from what other plugins import. The option `dts` declares imports of sources in every form.

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
declare module '*.go?component' {
  export { default } from '*.wasm?component'
}
declare module '*.go?component&inline' {
  export { default } from '*.wasm?component'
}
declare module '*.rs?component' {
  export { default } from '*.wasm?component'
}
declare module '*.rs?component&inline' {
  export { default } from '*.wasm?component'
}
declare module '*.zig?component' {
  export { default } from '*.wasm?component'
}
declare module '*.zig?component&inline' {
  export { default } from '*.wasm?component'
}
declare module '*.c?component' {
  export { default } from '*.wasm?component'
}
declare module '*.c?component&inline' {
  export { default } from '*.wasm?component'
}
declare module '*.cc?component' {
  export { default } from '*.wasm?component'
}
declare module '*.cc?component&inline' {
  export { default } from '*.wasm?component'
}
declare module '*.cpp?component' {
  export { default } from '*.wasm?component'
}
declare module '*.cpp?component&inline' {
  export { default } from '*.wasm?component'
}
declare module '*.cxx?component' {
  export { default } from '*.wasm?component'
}
declare module '*.cxx?component&inline' {
  export { default } from '*.wasm?component'
}
declare module '*.ts?component' {
  export { default } from '*.wasm?component'
}
declare module '*.ts?component&inline' {
  export { default } from '*.wasm?component'
}
declare module '*/Cargo.toml?component' {
  export { default } from '*.wasm?component'
}
declare module '*/Cargo.toml?component&inline' {
  export { default } from '*.wasm?component'
}
declare module '*/asconfig.json?component' {
  export { default } from '*.wasm?component'
}
declare module '*/asconfig.json?component&inline' {
  export { default } from '*.wasm?component'
}
declare module '*/?component' {
  export { default } from '*.wasm?component'
}
declare module '*/?component&inline' {
  export { default } from '*.wasm?component'
}
declare module '*.go?component&preview2' {
  export { default } from '*.wasm?component&preview2'
}
declare module '*.go?component&preview2&inline' {
  export { default } from '*.wasm?component&preview2'
}
declare module '*.go?component&inline&preview2' {
  export { default } from '*.wasm?component&preview2'
}
declare module '*.rs?component&preview2' {
  export { default } from '*.wasm?component&preview2'
}
declare module '*.rs?component&preview2&inline' {
  export { default } from '*.wasm?component&preview2'
}
declare module '*.rs?component&inline&preview2' {
  export { default } from '*.wasm?component&preview2'
}
declare module '*.zig?component&preview2' {
  export { default } from '*.wasm?component&preview2'
}
declare module '*.zig?component&preview2&inline' {
  export { default } from '*.wasm?component&preview2'
}
declare module '*.zig?component&inline&preview2' {
  export { default } from '*.wasm?component&preview2'
}
declare module '*.c?component&preview2' {
  export { default } from '*.wasm?component&preview2'
}
declare module '*.c?component&preview2&inline' {
  export { default } from '*.wasm?component&preview2'
}
declare module '*.c?component&inline&preview2' {
  export { default } from '*.wasm?component&preview2'
}
declare module '*.cc?component&preview2' {
  export { default } from '*.wasm?component&preview2'
}
declare module '*.cc?component&preview2&inline' {
  export { default } from '*.wasm?component&preview2'
}
declare module '*.cc?component&inline&preview2' {
  export { default } from '*.wasm?component&preview2'
}
declare module '*.cpp?component&preview2' {
  export { default } from '*.wasm?component&preview2'
}
declare module '*.cpp?component&preview2&inline' {
  export { default } from '*.wasm?component&preview2'
}
declare module '*.cpp?component&inline&preview2' {
  export { default } from '*.wasm?component&preview2'
}
declare module '*.cxx?component&preview2' {
  export { default } from '*.wasm?component&preview2'
}
declare module '*.cxx?component&preview2&inline' {
  export { default } from '*.wasm?component&preview2'
}
declare module '*.cxx?component&inline&preview2' {
  export { default } from '*.wasm?component&preview2'
}
declare module '*.ts?component&preview2' {
  export { default } from '*.wasm?component&preview2'
}
declare module '*.ts?component&preview2&inline' {
  export { default } from '*.wasm?component&preview2'
}
declare module '*.ts?component&inline&preview2' {
  export { default } from '*.wasm?component&preview2'
}
declare module '*/Cargo.toml?component&preview2' {
  export { default } from '*.wasm?component&preview2'
}
declare module '*/Cargo.toml?component&preview2&inline' {
  export { default } from '*.wasm?component&preview2'
}
declare module '*/Cargo.toml?component&inline&preview2' {
  export { default } from '*.wasm?component&preview2'
}
declare module '*/asconfig.json?component&preview2' {
  export { default } from '*.wasm?component&preview2'
}
declare module '*/asconfig.json?component&preview2&inline' {
  export { default } from '*.wasm?component&preview2'
}
declare module '*/asconfig.json?component&inline&preview2' {
  export { default } from '*.wasm?component&preview2'
}
declare module '*/?component&preview2' {
  export { default } from '*.wasm?component&preview2'
}
declare module '*/?component&preview2&inline' {
  export { default } from '*.wasm?component&preview2'
}
declare module '*/?component&inline&preview2' {
  export { default } from '*.wasm?component&preview2'
}
declare module '*.go?component&worker' {
  export { default } from '*.wasm?component&worker'
}
declare module '*.go?component&worker&inline' {
  export { default } from '*.wasm?component&worker'
}
declare module '*.go?component&inline&worker' {
  export { default } from '*.wasm?component&worker'
}
declare module '*.rs?component&worker' {
  export { default } from '*.wasm?component&worker'
}
declare module '*.rs?component&worker&inline' {
  export { default } from '*.wasm?component&worker'
}
declare module '*.rs?component&inline&worker' {
  export { default } from '*.wasm?component&worker'
}
declare module '*.zig?component&worker' {
  export { default } from '*.wasm?component&worker'
}
declare module '*.zig?component&worker&inline' {
  export { default } from '*.wasm?component&worker'
}
declare module '*.zig?component&inline&worker' {
  export { default } from '*.wasm?component&worker'
}
declare module '*.c?component&worker' {
  export { default } from '*.wasm?component&worker'
}
declare module '*.c?component&worker&inline' {
  export { default } from '*.wasm?component&worker'
}
declare module '*.c?component&inline&worker' {
  export { default } from '*.wasm?component&worker'
}
declare module '*.cc?component&worker' {
  export { default } from '*.wasm?component&worker'
}
declare module '*.cc?component&worker&inline' {
  export { default } from '*.wasm?component&worker'
}
declare module '*.cc?component&inline&worker' {
  export { default } from '*.wasm?component&worker'
}
declare module '*.cpp?component&worker' {
  export { default } from '*.wasm?component&worker'
}
declare module '*.cpp?component&worker&inline' {
  export { default } from '*.wasm?component&worker'
}
declare module '*.cpp?component&inline&worker' {
  export { default } from '*.wasm?component&worker'
}
declare module '*.cxx?component&worker' {
  export { default } from '*.wasm?component&worker'
}
declare module '*.cxx?component&worker&inline' {
  export { default } from '*.wasm?component&worker'
}
declare module '*.cxx?component&inline&worker' {
  export { default } from '*.wasm?component&worker'
}
declare module '*.ts?component&worker' {
  export { default } from '*.wasm?component&worker'
}
declare module '*.ts?component&worker&inline' {
  export { default } from '*.wasm?component&worker'
}
declare module '*.ts?component&inline&worker' {
  export { default } from '*.wasm?component&worker'
}
declare module '*/Cargo.toml?component&worker' {
  export { default } from '*.wasm?component&worker'
}
declare module '*/Cargo.toml?component&worker&inline' {
  export { default } from '*.wasm?component&worker'
}
declare module '*/Cargo.toml?component&inline&worker' {
  export { default } from '*.wasm?component&worker'
}
declare module '*/asconfig.json?component&worker' {
  export { default } from '*.wasm?component&worker'
}
declare module '*/asconfig.json?component&worker&inline' {
  export { default } from '*.wasm?component&worker'
}
declare module '*/asconfig.json?component&inline&worker' {
  export { default } from '*.wasm?component&worker'
}
declare module '*/?component&worker' {
  export { default } from '*.wasm?component&worker'
}
declare module '*/?component&worker&inline' {
  export { default } from '*.wasm?component&worker'
}
declare module '*/?component&inline&worker' {
  export { default } from '*.wasm?component&worker'
}
declare module '*.go?component&worker&preview2' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*.go?component&preview2&worker' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*.go?component&worker&inline&preview2' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*.go?component&worker&preview2&inline' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*.go?component&inline&worker&preview2' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*.go?component&inline&preview2&worker' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*.go?component&preview2&worker&inline' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*.go?component&preview2&inline&worker' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*.rs?component&worker&preview2' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*.rs?component&preview2&worker' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*.rs?component&worker&inline&preview2' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*.rs?component&worker&preview2&inline' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*.rs?component&inline&worker&preview2' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*.rs?component&inline&preview2&worker' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*.rs?component&preview2&worker&inline' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*.rs?component&preview2&inline&worker' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*.zig?component&worker&preview2' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*.zig?component&preview2&worker' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*.zig?component&worker&inline&preview2' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*.zig?component&worker&preview2&inline' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*.zig?component&inline&worker&preview2' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*.zig?component&inline&preview2&worker' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*.zig?component&preview2&worker&inline' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*.zig?component&preview2&inline&worker' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*.c?component&worker&preview2' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*.c?component&preview2&worker' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*.c?component&worker&inline&preview2' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*.c?component&worker&preview2&inline' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*.c?component&inline&worker&preview2' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*.c?component&inline&preview2&worker' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*.c?component&preview2&worker&inline' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*.c?component&preview2&inline&worker' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*.cc?component&worker&preview2' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*.cc?component&preview2&worker' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*.cc?component&worker&inline&preview2' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*.cc?component&worker&preview2&inline' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*.cc?component&inline&worker&preview2' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*.cc?component&inline&preview2&worker' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*.cc?component&preview2&worker&inline' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*.cc?component&preview2&inline&worker' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*.cpp?component&worker&preview2' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*.cpp?component&preview2&worker' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*.cpp?component&worker&inline&preview2' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*.cpp?component&worker&preview2&inline' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*.cpp?component&inline&worker&preview2' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*.cpp?component&inline&preview2&worker' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*.cpp?component&preview2&worker&inline' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*.cpp?component&preview2&inline&worker' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*.cxx?component&worker&preview2' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*.cxx?component&preview2&worker' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*.cxx?component&worker&inline&preview2' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*.cxx?component&worker&preview2&inline' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*.cxx?component&inline&worker&preview2' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*.cxx?component&inline&preview2&worker' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*.cxx?component&preview2&worker&inline' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*.cxx?component&preview2&inline&worker' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*.ts?component&worker&preview2' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*.ts?component&preview2&worker' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*.ts?component&worker&inline&preview2' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*.ts?component&worker&preview2&inline' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*.ts?component&inline&worker&preview2' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*.ts?component&inline&preview2&worker' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*.ts?component&preview2&worker&inline' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*.ts?component&preview2&inline&worker' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*/Cargo.toml?component&worker&preview2' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*/Cargo.toml?component&preview2&worker' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*/Cargo.toml?component&worker&inline&preview2' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*/Cargo.toml?component&worker&preview2&inline' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*/Cargo.toml?component&inline&worker&preview2' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*/Cargo.toml?component&inline&preview2&worker' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*/Cargo.toml?component&preview2&worker&inline' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*/Cargo.toml?component&preview2&inline&worker' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*/asconfig.json?component&worker&preview2' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*/asconfig.json?component&preview2&worker' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*/asconfig.json?component&worker&inline&preview2' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*/asconfig.json?component&worker&preview2&inline' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*/asconfig.json?component&inline&worker&preview2' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*/asconfig.json?component&inline&preview2&worker' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*/asconfig.json?component&preview2&worker&inline' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*/asconfig.json?component&preview2&inline&worker' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*/?component&worker&preview2' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*/?component&preview2&worker' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*/?component&worker&inline&preview2' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*/?component&worker&preview2&inline' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*/?component&inline&worker&preview2' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*/?component&inline&preview2&worker' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*/?component&preview2&worker&inline' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*/?component&preview2&inline&worker' {
  export { default } from '*.wasm?component&worker&preview2'
}
declare module '*.go?component&url' {
  export { default } from '*.wasm?component&url'
}
declare module '*.go?component&url&inline' {
  export { default } from '*.wasm?component&url'
}
declare module '*.go?component&inline&url' {
  export { default } from '*.wasm?component&url'
}
declare module '*.rs?component&url' {
  export { default } from '*.wasm?component&url'
}
declare module '*.rs?component&url&inline' {
  export { default } from '*.wasm?component&url'
}
declare module '*.rs?component&inline&url' {
  export { default } from '*.wasm?component&url'
}
declare module '*.zig?component&url' {
  export { default } from '*.wasm?component&url'
}
declare module '*.zig?component&url&inline' {
  export { default } from '*.wasm?component&url'
}
declare module '*.zig?component&inline&url' {
  export { default } from '*.wasm?component&url'
}
declare module '*.c?component&url' {
  export { default } from '*.wasm?component&url'
}
declare module '*.c?component&url&inline' {
  export { default } from '*.wasm?component&url'
}
declare module '*.c?component&inline&url' {
  export { default } from '*.wasm?component&url'
}
declare module '*.cc?component&url' {
  export { default } from '*.wasm?component&url'
}
declare module '*.cc?component&url&inline' {
  export { default } from '*.wasm?component&url'
}
declare module '*.cc?component&inline&url' {
  export { default } from '*.wasm?component&url'
}
declare module '*.cpp?component&url' {
  export { default } from '*.wasm?component&url'
}
declare module '*.cpp?component&url&inline' {
  export { default } from '*.wasm?component&url'
}
declare module '*.cpp?component&inline&url' {
  export { default } from '*.wasm?component&url'
}
declare module '*.cxx?component&url' {
  export { default } from '*.wasm?component&url'
}
declare module '*.cxx?component&url&inline' {
  export { default } from '*.wasm?component&url'
}
declare module '*.cxx?component&inline&url' {
  export { default } from '*.wasm?component&url'
}
declare module '*.ts?component&url' {
  export { default } from '*.wasm?component&url'
}
declare module '*.ts?component&url&inline' {
  export { default } from '*.wasm?component&url'
}
declare module '*.ts?component&inline&url' {
  export { default } from '*.wasm?component&url'
}
declare module '*/Cargo.toml?component&url' {
  export { default } from '*.wasm?component&url'
}
declare module '*/Cargo.toml?component&url&inline' {
  export { default } from '*.wasm?component&url'
}
declare module '*/Cargo.toml?component&inline&url' {
  export { default } from '*.wasm?component&url'
}
declare module '*/asconfig.json?component&url' {
  export { default } from '*.wasm?component&url'
}
declare module '*/asconfig.json?component&url&inline' {
  export { default } from '*.wasm?component&url'
}
declare module '*/asconfig.json?component&inline&url' {
  export { default } from '*.wasm?component&url'
}
declare module '*/?component&url' {
  export { default } from '*.wasm?component&url'
}
declare module '*/?component&url&inline' {
  export { default } from '*.wasm?component&url'
}
declare module '*/?component&inline&url' {
  export { default } from '*.wasm?component&url'
}
