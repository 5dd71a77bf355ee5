export { component } from './preview2/command.js'
export { typed } from './preview2/typed.js'
export type { Item, LinkPlan, Step } from './preview2/command.js'
export type { Glue } from './preview2/typed.js'
