import { ReferenceType, ReflectionKind, Type, UnionType } from 'typedoc'
import { MarkdownTheme, MarkdownThemeContext } from 'typedoc-plugin-markdown'

/** typedoc-plugin-markdown's theme, with less: signatures are code with all types, and nothing repeats them. */
export class ReferenceTheme extends MarkdownTheme {
  getRenderContext(page) {
    return new Context(this, page, this.application.options)
  }
}

class Context extends MarkdownThemeContext {
  constructor(...args) {
    super(...args)
    this.partials = { ...this.partials, ...partials(this, this.partials) }
  }
}

const partials = (context, original) => ({
  /** A signature needs no heading, even if there are several. */
  signatures: (model, options) =>
    joined([
      ...(model.signatures ?? []).map((signature, index) =>
        context.partials.signature(signature, { ...options, multipleSignatures: index > 0 || model.signatures.length > 1 }),
      ),
    ]),
  /** What TypeDoc calls `Run(…)` is a call of a value of the type `Run`. */
  signatureTitle(model, options) {
    const title = original.signatureTitle(model, options)
    return model.parent.kindOf(ReflectionKind.Interface) ? title.replace(`\n${model.name}`, '\n') : title
  },
  /** The type is in the code. Only what a comment says of the value is new. */
  signatureReturns: (model) => joined([returned(context, model), typesOf(context, model)]),
  declarationTitle: (model) => joined([original.declarationTitle(model), typesOf(context, model), values(context, model)]),
  inheritance: () => '',
  hierarchy: () => '',
  typeParametersTable: () => '',
})

const joined = (parts) => parts.filter((part) => part !== '').join('\n\n')

function returned(context, model) {
  const tag = model.comment?.getTag('@returns')
  return tag === undefined ? '' : `Returns: ${context.helpers.getCommentParts(tag.content)}`
}

/** Links to the types on these pages that the code names, because code has no links. */
function typesOf(context, model) {
  const found = new Map()
  collect([...(model.parameters ?? []), ...(model.typeParameters ?? []), model], found)
  const links = [...found]
    .filter(([reflection]) => reflection !== model && reflection !== model.parent && context.router.hasUrl(reflection))
    .map(([{ name }, type]) =>
      context.partials.someType(ReferenceType.createResolvedReference(name, type.reflection, type.project)),
    )
  return links.length === 0 ? '' : `Types: ${links.join(', ')}`
}

/** The meaning of each value, for a union of texts whose values have comments. */
function values(context, { type }) {
  if (!(type instanceof UnionType) || type.elementSummaries === undefined) return ''
  const rows = type.types.map(
    (one, index) => `| \`${one.value}\` | ${oneLine(context.helpers.getCommentParts(type.elementSummaries[index]))} |`,
  )
  return ['| Value | Meaning |', '| --- | --- |', ...rows].join('\n')
}

const oneLine = (text) => text.replaceAll(/\s*\n\s*/g, ' ')

function collect(models, found) {
  for (const { type, default: fallback } of models) for (const one of [type, fallback]) if (one) visit(one, found)
}

/** Every reference inside of a type. */
function visit(type, found) {
  if (type instanceof ReferenceType && type.reflection?.kindOf(ReflectionKind.SomeModule) === false)
    found.set(type.reflection, { reflection: type.reflection, project: type.reflection.project })
  for (const value of Object.values(type)) {
    for (const inner of Array.isArray(value) ? value : [value]) if (inner instanceof Type) visit(inner, found)
  }
}
