import { describe, expect, test } from 'vitest'

import { goFiles, lacksGo } from './harness/go.js'
import { outcome } from './harness/outcome.js'
import { makeProject } from './harness/project.js'
import { nodeBuilds } from './rows.js'

// The types of folders are known without the option `dts` if their path ends with a slash.

describe.skipIf(lacksGo)('folders of sources', { timeout: 120_000 }, () => {
  test.each(Object.keys(nodeBuilds))(
    '%s: are the same program with a slash at the end, and with dots before',
    async (bundler) => {
      const project = makeProject({
        ...goFiles,
        'main.js':
          "import run from './cmd/hello/?component'\nimport same from './cmd/hello?component'\nimport './src/app.js'\nrun().then(({ stdout }) => console.log(stdout, run === same))",
        'src/app.js':
          "import up from '../cmd/hello/?component'\nimport here from '../cmd/hello/main.js'\nglobalThis.runs = [up, here]",
        'cmd/hello/main.js': "export { default } from '.?component'",
      })
      const build = (found: typeof project) => nodeBuilds[bundler]!(found, {})
      expect(await outcome(project, { build }, [])).toEqual({ exitCode: 0, stdout: 'first greets you true\n', stderr: '' })
    },
  )
})
