/** The modules of all fuzzers. Each has a default export as tests/fuzz/README.md describes. */
export const fuzzers = [
  // Files: read, converted, and what comes out of it run.
  './files/modules.mjs',
  './files/commands.mjs',
  './files/portable.mjs',
  './files/typed.mjs',
  './files/running.mjs',
  // Guests that mean no good.
  './guests/commands.mjs',
  './guests/libraries.mjs',
  './guests/preview1.mjs',
].map((file) => new URL(file, import.meta.url).href)
