import type { LinkPlan } from '@unwasi/runtime'
import { data } from './data.js'

export interface CommandText {
  /** The program's name: `argv[0]`. */
  name: string
  /** Module specifier of the runtime. */
  runtime: string
  /** JavaScript expression for the component's URL. */
  url: string
  plan: LinkPlan
}

/** The ES module of a component that is a command: its default export is `run`. */
export function commandText({ name, runtime, url, plan }: CommandText): string {
  return [
    `import { command, component } from ${JSON.stringify(runtime)}`,
    '',
    'const program = /* @__PURE__ */ command({',
    `  name: ${JSON.stringify(name)},`,
    `  guest: ${url},`,
    `  component: /* @__PURE__ */ component(${data(plan)}),`,
    '})',
    'export default program',
    '',
  ].join('\n')
}
