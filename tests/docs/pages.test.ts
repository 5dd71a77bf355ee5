import { afterAll, describe, expect, test } from 'vitest'

import { blocksOf } from './blocks.js'
import { documents, problemsOf, readPages, select, unused } from './documents.js'
import { closeBrowser } from './execute.js'
import type { Recipe } from './recipe.js'
import { removeProjects, runProject } from './run.js'
import { has } from './tools.js'

const pages = await readPages()

/** Pages whose recipes are still to be written. */
const pending = [
  'README.md',
  'docs/commands.md',
  'docs/imports.md',
  'docs/limits.md',
  'docs/preview2.md',
  'docs/run.md',
  'docs/security.md',
  'docs/sources.md',
  'docs/types.md',
  'docs/workers.md',
]
const isPending = (page: string) => pending.includes(page) || /^(?:packages|examples)\//.test(page)

afterAll(async () => {
  removeProjects()
  await closeBrowser()
})

test.each(documents().filter((page) => !isPending(page)))('%s: every code block is used', (name) => {
  const recipes = pages.filter(({ page }) => page === name).flatMap((page) => page.recipes)
  expect(unused(name, recipes).join('\n')).toBe('')
})

describe.each(pages)('$page', ({ page, recipes }) => {
  // The projects mostly wait for processes.
  test.concurrent.each(recipes.map((recipe, index) => [titleOf(recipe), recipe, index] as const))(
    '%s',
    async (_, recipe, index) => {
      const blocks = select(page, blocksOf(page), recipe)
      expect(problemsOf(recipe, blocks).join('\n')).toBe('')
      if ('illustration' in recipe || 'testedBy' in recipe) return
      const missing = (recipe.needs ?? []).filter((tool) => !has(tool))
      if (missing.length > 0) console.warn(`${page}, ${titleOf(recipe)}: skipped, not installed: ${missing.join(', ')}`)
      else await runProject(recipe, blocks, `${page.replaceAll(/\W/g, '-')}-${index}`)
    },
  )
})

function titleOf(recipe: Recipe): string {
  const where = [recipe.section]
    .flat()
    .map((section) => section || 'the beginning')
    .join(' and ')
  const which = recipe.blocks === undefined ? '' : ` (${recipe.blocks.join(', ')})`
  const how = 'illustration' in recipe ? ': an illustration' : 'testedBy' in recipe ? `: tested by ${recipe.testedBy}` : ''
  return `${where}${which}${how}`
}
