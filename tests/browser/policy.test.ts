import { expect, test } from 'vitest'

import { inEachEngine, result } from './engines/index.js'
import { servedOnce } from './output.js'
import { policyRows } from './policies.js'

const served = servedOnce()

inEachEngine('under the strictest Content Security Policy with Trusted Types, in $name', (_, browser) => {
  test.each(policyRows)('$label', async (row) => {
    const { url } = await served(row)
    const tab = await browser().open(url)
    expect(await result(tab)).toEqual(row.expected)
    const violation = expect.arrayContaining([expect.stringContaining(row.violated ?? '')]) as unknown
    expect(await tab.problems()).toEqual(row.violated === undefined ? [] : violation)
    expect(await tab.evaluate('forbidden()')).toEqual([true, true])
    await tab.close()
  })
})
