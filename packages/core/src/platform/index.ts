// What differs between Node and browsers. The bundle for browsers has `browser.ts` in place of `node.ts`, with the same functions
// (scripts/bundle/bundles.mjs).
export type { Cache } from './cache-type.js'
export * from './node.js'
