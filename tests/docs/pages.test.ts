import { afterAll, describe, expect, test } from 'vitest'

import { blocksOf } from './blocks.js'
import { documents, problemsOf, readPages, select, unused } from './documents.js'
import { closeBrowser } from './execute.js'
import { removeFolder } from './folder.js'
import type { Recipe } from './recipe.js'
import { runProject } from './run.js'
import { has } from './tools.js'

const pages = await readPages()

afterAll(async () => {
  removeFolder()
  await closeBrowser()
})

test.each(documents())('%s: every code block is used', (name) => {
  const recipes = pages.filter(({ page }) => page === name).flatMap((page) => page.recipes)
  expect(unused(name, recipes).join('\n')).toBe('')
})

// The projects mostly wait for processes.
describe.concurrent.each(pages)('$page', ({ page, recipes }) => {
  test.each(recipes.map((recipe, index) => [titleOf(recipe), recipe, index] as const))('%s', async (_, recipe, index) => {
    const blocks = select(page, blocksOf(page), recipe)
    expect(problemsOf(recipe, blocks).join('\n')).toBe('')
    if ('illustration' in recipe || 'testedBy' in recipe) return
    const missing = (recipe.needs ?? []).filter((tool) => !has(tool))
    if (missing.length > 0) console.warn(`${page}, ${titleOf(recipe)}: skipped, not installed: ${missing.join(', ')}`)
    else await runProject(recipe, blocks, `${page.replaceAll(/\W/g, '-')}-${index}`)
  })
})

function titleOf(recipe: Recipe): string {
  const sections = [recipe.section].flat().map((section) => section || 'the beginning')
  const where = sections.length > 3 ? `${sections[0]} and ${sections.length - 1} more` : sections.join(' and ')
  const which = recipe.blocks === undefined ? '' : ` (${recipe.blocks.join(', ')})`
  const how = 'illustration' in recipe ? ': an illustration' : 'testedBy' in recipe ? `: tested by ${recipe.testedBy}` : ''
  return `${where}${which}${how}`
}
