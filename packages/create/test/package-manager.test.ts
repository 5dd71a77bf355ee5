import { expect, test } from 'vitest'

import { packageManager } from '../src/package-manager.js'

test.each([
  [undefined, 'npm install', 'npm run dev'],
  ['npm/10.8.2 node/v20.20.2 linux x64 workspaces/false', 'npm install', 'npm run dev'],
  ['pnpm/10.34.9 npm/? node/v20.20.2 linux x64', 'pnpm install', 'pnpm dev'],
  ['yarn/4.9.2 npm/? node/v20.20.2 linux x64', 'yarn', 'yarn dev'],
  ['bun/1.4.5 npm/? node/v24.3.0 linux x64', 'bun install', 'bun run dev'],
  ['toString/1', 'npm install', 'npm run dev'],
])('%j runs %j and %j', (agent, install, dev) => {
  const manager = packageManager(agent)
  expect([manager.install, manager.run('dev')]).toEqual([install, dev])
})
