// What the command line loads at once. It loads the rest of core on demand, from `index.ts` (scripts/bundle/bundles.mjs).
export { componentFunctions, hasTextForm, witType } from './component-functions.js'
export { describeProgram } from './describe.js'
