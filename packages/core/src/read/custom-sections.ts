// What custom sections hold, by their names.

/** DWARF, pointers to where it is kept outside, and what linkers left for it: only debuggers read these. */
const DEBUG = /^(\.debug_|reloc\.|external_debug_info$|sourceMappingURL$|linking$)/

/** Function names, compilers: people and tools read these. */
const DESCRIPTION = /^(name|producers|target_features)$/

export const isDebugInfo = (name: string): boolean => DEBUG.test(name)

export const isDescription = (name: string): boolean => DESCRIPTION.test(name)
