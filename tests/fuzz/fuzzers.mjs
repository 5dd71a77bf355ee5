/** The modules of all fuzzers. Each has a default export as tests/fuzz/README.md describes. */
export const fuzzers = ['./files/modules.mjs', './files/commands.mjs', './files/portable.mjs', './files/typed.mjs'].map(
  (file) => new URL(file, import.meta.url).href,
)
