import { expect, test } from 'vitest'

import { inEachEngine, result } from './engines/index.js'
import { servedOnce } from './output.js'
import { withWorker } from './page.js'
import { rows } from './rows.js'

const served = servedOnce()
const sources = rows.map((row) => ({ ...row, files: withWorker(row.files) }))

inEachEngine('a build in $name', (engine, browser) => {
  const here = sources.filter(({ everywhere }) => everywhere || engine.name === 'Chromium')
  test.each(here)('$bundler: $label', async (row) => {
    const { url, warnings } = await served(row)
    const tab = await browser().open(`${url}?arg=heap`)
    expect(await result(tab)).toEqual({
      exitCode: 7,
      stdout: expect.stringMatching(/^heap ok nodes=200000 blocks=\d+ sum=[0-9a-f]{16}\n$/),
      stderr: '',
    })
    expect(await tab.evaluate('inWorker()')).toBe('one\n')
    expect(await tab.problems()).toEqual([])
    expect(warnings).toEqual([])
    await tab.close()
  })
})
