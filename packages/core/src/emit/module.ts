import { needs, type Plan } from '../isolate/plan.js'

/** The runtime's host parts, in the order of their WASI packages. `filesystem` brings the directories with it. */
function hostParts(plan: Plan): string[] {
  return ['cli', 'clocks', ...(needs.filesystem(plan) ? ['filesystem'] : []), 'io', 'random']
}

/**
 * The ES module of a command.
 *
 * @param urls JavaScript expressions for the two assets
 */
export function commandModule(plan: Plan, name: string, runtime: string, urls: { guest: string; template: string }): string {
  const parts = hostParts(plan)
  return [
    `import { command, ${parts.join(', ')} } from ${JSON.stringify(runtime)}`,
    '',
    'export default /* @__PURE__ */ command({',
    `  name: ${JSON.stringify(name)},`,
    `  guest: ${urls.guest},`,
    `  template: ${urls.template},`,
    `  host: [${parts.join(', ')}],`,
    '})',
    '',
  ].join('\n')
}

export function commandTypes(runtime: string): string {
  return [
    `import type { Run } from ${JSON.stringify(runtime)}`,
    '',
    'declare const run: Run',
    'export default run',
    '',
  ].join('\n')
}
