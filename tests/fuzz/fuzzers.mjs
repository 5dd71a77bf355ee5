/** The modules of all fuzzers. tests/fuzz/README.md describes their default exports. */
export const fuzzers = [
  // These read files, convert them, and run the results.
  './files/modules.mjs',
  './files/commands.mjs',
  './files/portable.mjs',
  './files/adapted.mjs',
  './files/typed.mjs',
  './files/composed.mjs',
  './files/embedded.mjs',
  './files/running.mjs',
  // These run hostile guests.
  './guests/commands.mjs',
  './guests/libraries.mjs',
  './guests/preview1.mjs',
  './guests/given.mjs',
  './guests/imports.mjs',
  './guests/odd.mjs',
  // These run programs in workers.
  './workers/index.mjs',
].map((file) => new URL(file, import.meta.url).href)
