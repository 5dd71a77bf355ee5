/**
 * Whether Farm can export `name`, which must be an identifier. Its tree shaking ends the process at other names: "non-ident exported is
 * not supported when tree shaking".
 */
export const exportable = (name: string): boolean => /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name)
