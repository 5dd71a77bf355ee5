import { isIdentifierName } from '@unwasi/core/text'

/**
 * Whether Farm can export `name`. At a name that is not an identifier, its tree shaking ends the process: "non-ident exported is
 * not supported when tree shaking".
 */
export const exportable = isIdentifierName
