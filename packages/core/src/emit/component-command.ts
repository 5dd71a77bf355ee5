import type { LinkPlan } from '@unwasi/runtime'
import { literal } from '../text.js'

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
    `import { command, component } from ${literal(runtime)}`,
    '',
    'const program = /* @__PURE__ */ command({',
    `  name: ${literal(name)},`,
    `  guest: ${url},`,
    `  component: /* @__PURE__ */ component(${literal(plan)}),`,
    '})',
    'export default program',
    '',
  ].join('\n')
}
