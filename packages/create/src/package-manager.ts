const commands = {
  npm: { install: 'npm install', run: (script: string) => `npm run ${script}` },
  pnpm: { install: 'pnpm install', run: (script: string) => `pnpm ${script}` },
  yarn: { install: 'yarn', run: (script: string) => `yarn ${script}` },
  // `bun build` is a command of Bun itself.
  bun: { install: 'bun install', run: (script: string) => `bun run ${script}` },
}

export type PackageManager = (typeof commands)[keyof typeof commands]

/**
 * The package manager that has started this process.
 * @param agent the variable `npm_config_user_agent`, such as `pnpm/10.34.9 npm/? node/v20.20.2 linux x64`
 */
export function packageManager(agent = ''): PackageManager {
  const name = agent.split('/', 1)[0]
  return name === 'pnpm' || name === 'yarn' || name === 'bun' ? commands[name] : commands.npm
}
