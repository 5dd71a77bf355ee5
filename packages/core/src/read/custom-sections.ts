// This module classifies custom sections by their names.

/** DWARF, pointers to external debug information, and what linkers leave for it. Only debuggers read these. */
const DEBUG = /^(\.debug_|reloc\.|external_debug_info$|sourceMappingURL$|linking$)/

/** Function names and compiler notes. People and tools read these. */
const DESCRIPTION = /^(name|producers|target_features)$/

export const isDebugInfo = (name: string): boolean => DEBUG.test(name)

export const isDescription = (name: string): boolean => DESCRIPTION.test(name)
