/** Why a component can't be traced, and what to do. */
export const untraced = [
  'It is a component, and calls to WASI 0.2 are not traced.',
  "Build it for preview1, and leave out `host: 'preview2'`.",
] as const
