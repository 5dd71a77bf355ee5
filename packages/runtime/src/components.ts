export { component } from './preview2/link.js'
export { typed } from './preview2/typed.js'
export type { Item, LinkPlan, Step } from './preview2/link.js'
export type { Glue } from './preview2/typed.js'
