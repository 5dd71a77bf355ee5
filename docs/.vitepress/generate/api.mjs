import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'

import { Application, Comment, CommentTag, Converter, ReflectionKind } from 'typedoc'

import { frontMatter } from './front-matter.mjs'
import { pages } from './sections.mjs'
import { ReferenceTheme } from './theme.mjs'

const docs = path.resolve(import.meta.dirname, '../..')
const packages = path.resolve(docs, '../packages')

/** Writes a page for each entry of `pages`. */
export async function writeApi(output) {
  // TypeScript finds the types of Node from this folder.
  const work = mkdtempSync(path.join(output, '.work-'))
  try {
    for (const [name, page] of Object.entries(pages)) writeFileSync(path.join(work, `${name}.ts`), entry(name, page, work))
    writeFileSync(
      path.join(work, 'tsconfig.json'),
      JSON.stringify({ extends: '../../tsconfig.json', include: ['*.ts'], exclude: [] }),
    )
    const app = await application(work)
    const project = await app.convert()
    if (project === undefined) throw new Error('TypeDoc could not read the types: its messages are above')
    order(project)
    const written = path.join(work, 'out')
    app.options.setValue('out', written)
    await app.generateOutputs(project)
    if (app.logger.hasErrors() || app.logger.hasWarnings()) throw new Error('TypeDoc has remarks about the types: they are above')
    for (const [name, { title, intro }] of Object.entries(pages)) {
      const text = readFileSync(path.join(written, `${name}.md`), 'utf8')
      writeFileSync(path.join(output, `${name}.md`), `${frontMatter}# ${title}\n\n${intro}\n\n${tidy(text)}`)
    }
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/** The module that exports what is on a page. */
function entry(name, { sections }, folder) {
  const sources = new Map()
  for (const section of Object.values(sections))
    for (const [file, names] of Object.entries(section)) sources.set(file, [...(sources.get(file) ?? []), ...list(names)])
  const lines = [...sources].map(([file, names]) => {
    const specifier = path.relative(folder, path.join(packages, file)).split(path.sep).join('/').replace(/ts$/, 'js')
    return `export { ${names.join(', ')} } from '${specifier}'`
  })
  return `/** @module ${name} */\n\n${lines.join('\n')}\n`
}

/** The names of a section. `default as` belongs to the name after it. */
const list = (names) => names.split(/(?<!default|default as) /)

const shown = (name) => name.replace('default as ', '')

async function application(work) {
  const app = await Application.bootstrapWithPlugins({
    entryPoints: Object.keys(pages).map((name) => path.join(work, `${name}.ts`)),
    tsconfig: path.join(work, 'tsconfig.json'),
    plugin: ['typedoc-plugin-markdown'],
    theme: 'unwasi',
    readme: 'none',
    logLevel: 'Warn',
    // `tsc -b` checks the types.
    skipErrorChecking: true,
    excludeExternals: true,
    excludeInternal: true,
    excludePrivate: true,
    disableSources: true,
    sort: ['source-order'],
    categorizeByGroup: false,
    validation: { notExported: false, invalidLink: true, invalidPath: true, notDocumented: false },
    outputFileStrategy: 'modules',
    hideBreadcrumbs: true,
    hidePageHeader: true,
    hidePageTitle: true,
    hideGroupHeadings: true,
    useCodeBlocks: true,
    expandParameters: true,
    expandObjects: true,
    parametersFormat: 'none',
    interfacePropertiesFormat: 'table',
    classPropertiesFormat: 'table',
    typeAliasPropertiesFormat: 'table',
    propertyMembersFormat: 'table',
    typeDeclarationFormat: 'table',
    tableColumnSettings: { hideModifiers: true, hideDefaults: true, hideOverrides: true, hideInherited: true, hideSources: true },
  })
  app.renderer.defineTheme('unwasi', ReferenceTheme)
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => arrange(project))
  return app
}

/** Leaves out members that are not for users, and gives each member the section of its name. */
function arrange(project) {
  for (const reflection of project.getReflectionsByKind(ReflectionKind.ClassOrInterface | ReflectionKind.Function))
    leaveOut(project, reflection)
  for (const module of project.getChildrenByKind(ReflectionKind.Module)) {
    for (const { title, names } of sectionsOf(module.name))
      for (const member of module.children.filter(({ name }) => names.includes(name)))
        for (const one of member.signatures ?? [member]) categorize(one, title)
  }
}

/** Members whose names are symbols of the runtime, constructors of errors, which users do not make, and the `default` that `require()` needs. */
function leaveOut(project, { children = [], extendedTypes = [] }) {
  const isError = extendedTypes.some(({ name }) => name.endsWith('Error'))
  for (const child of [...children]) {
    if (/^(?:default|\[(?:brand|openDirectory)\])$/.test(child.name) || (isError && child.kindOf(ReflectionKind.Constructor)))
      project.removeReflection(child)
  }
}

function categorize(reflection, title) {
  reflection.comment ??= new Comment()
  reflection.comment.blockTags.push(new CommentTag('@category', [{ kind: 'text', text: title }]))
}

const sectionsOf = (page) =>
  Object.entries(pages[page].sections).map(([title, section]) => ({
    title,
    names: Object.values(section).flatMap(list).map(shown),
  }))

/** Puts sections and names into the order of `pages`. Fails if a name is missing, or if something has no comment. */
function order(project) {
  const problems = []
  for (const module of project.getChildrenByKind(ReflectionKind.Module)) {
    const sections = sectionsOf(module.name)
    module.categories = sections.map(({ title, names }) => {
      const category = module.categories.find((one) => one.title === title)
      const missing = names.filter((name) => !category?.children.some((child) => child.name === name))
      problems.push(...missing.map((name) => `${name} is not exported, or is in another section than "${title}"`))
      category.children.sort((a, b) => names.indexOf(a.name) - names.indexOf(b.name))
      return category
    })
    for (const member of module.children) problems.push(...uncommented(member, member.name))
  }
  if (problems.length > 0) throw new Error(`The API is not described completely:\n${problems.join('\n')}`)
}

/** What has no comment: the member itself, or one of its members. Overloads may share a comment. */
function uncommented(reflection, name) {
  const commented = [reflection, ...(reflection.signatures ?? [])].some(
    ({ comment }) => comment?.summary.some(({ text }) => text.trim() !== '') === true,
  )
  const inside = (reflection.children ?? [])
    .filter((child) => !child.kindOf(ReflectionKind.Constructor) && child.inheritedFrom === undefined)
    .flatMap((child) => uncommented(child, `${name}.${child.name}`))
  return commented ? inside : [`${name} has no doc comment`, ...inside]
}

/** The text of a page without rules between members, and without headings that tell nothing. Links to pages are added to comments. */
const tidy = (text) =>
  text
    .replaceAll(/^\*\*\*\n\n/gm, '')
    .replaceAll(/^#+ (?:Call Signature|Constructors?|Indexable|Methods|Properties|Type Declaration)\n\n/gm, '')
    .replaceAll(/^#####+ /gm, '#### ')
    .replaceAll('**Default** ', 'Default: ')
    .replaceAll(/`docs\/([\w-]+)\.md`/g, '[$1.md](../$1.md)')
    .replaceAll(/^\| (?=.*;$)/gm, '  | ')
    .replaceAll('{\n}', '{}')
    // Properties of constants have no anchors.
    .replaceAll(/\[([^\]]+)\]\(#property-[\w-]+\)/g, '$1')
    .split(/^(?=### )/m)
    .map(nameAnchors)
    .join('')

/** Properties have anchors such as `runoptions-env`, which don't depend on what else is on the page. */
function nameAnchors(section) {
  const [, name] = /^### (\w+)/.exec(section) ?? []
  return name === undefined
    ? section
    : section.replaceAll(/<a id="property-([a-z]+)(?:-\d+)?">/g, `<a id="${name.toLowerCase()}-$1">`)
}
