import type { Section } from '../read/shapes.js'
import type { ComponentFacts } from '../classify/facts.js'
import { engineNeeds } from '../engines/needs.js'
import { FORMAT } from '../emit/format.js'
import { UnwasiError } from '../errors.js'
import { applyEdits, hasNames, type Parts } from '../guest-edits.js'
import { guestAsset, guestChanges, guestName, type Changes, type GuestOptions } from '../guest.js'
import { checkAdapterMemory } from '../max-memory.js'
import type { ImportSources } from '../imports/declared.js'
import { sourceOf } from '../imports/interfaces.js'
import type { GivenInterfaces, Program } from '../program.js'
import { decode } from '../read/component/decode.js'
import { COMPONENT_SECTION } from '../read/component/format.js'
import { coreModuleRanges, readAllModules } from '../read/component.js'
import { componentSummary } from '../summary.js'
import { concat } from '../wasm/encode.js'

interface Edited {
  /** The caller's own bytes, if there are no changes. */
  bytes: Uint8Array
  /** One for each core module. */
  changes: Changes[]
}

/** Describes a WASI 0.2 component as a program. A command is linked by its plan, and anything else by glue. */
export function componentProgram(input: Uint8Array, facts: ComponentFacts, options: GuestOptions): Program {
  const name = guestName(options)
  const { bytes, changes } = withEditedModules(input, facts, options)
  const kind = facts.run === undefined ? 'reactor' : 'command'
  const further = facts.further instanceof UnwasiError ? undefined : facts.further
  const given = givenBy(facts.given, options.imports)
  return {
    format: FORMAT,
    kind,
    name,
    guest: guestAsset(name, bytes, input, options),
    needs: engineNeeds(readAllModules(input, facts.component.items)),
    named: facts.modules.some((module) => hasNames(module, options.strip)),
    link: facts.plan
      ? // The modules moved when other sections were left out.
        {
          by: 'plan',
          plan: bytes === input ? facts.plan : { ...facts.plan, modules: coreModuleRanges(decode(bytes).items) },
          parts: facts.parts,
          unsupported: facts.unsupported,
          given,
          further: further && { drops: further.drops, run: facts.run, passes: further.passes },
        }
      : {
          by: 'glue',
          drops: facts.drops,
          parts: facts.parts,
          unsupported: facts.unsupported,
          given,
          run: facts.run,
          passes: facts.passes,
          further: further !== undefined,
        },
    summary: componentSummary(name, { guest: bytes, changes }, kind),
  }
}

/** Says where each interface comes from. */
function givenBy(interfaces: GivenInterfaces['interfaces'], sources?: ImportSources): GivenInterfaces {
  return {
    interfaces,
    sources: Object.fromEntries(interfaces.map(([name]) => [name, sourceOf(name, sources) ?? true])),
  }
}

/** Returns the component with the changes that the options require in its core modules. */
function withEditedModules(input: Uint8Array, { component, modules }: ComponentFacts, options: GuestOptions): Edited {
  if (options.maxMemory !== undefined && component.composed) {
    throw new UnwasiError({
      code: 'UNSUPPORTED',
      headline: "option 'maxMemory' can't be used for a component that is composed of several",
      why: "The memories of the components inside it can't be given a maximum at build time.",
      fix: "Pass 'maxMemory' as an option of each run.",
    }).inFile(options.file)
  }
  const edits = new Map<Section, Parts>()
  const changes: Changes[] = []
  const found = component.sections.filter(({ id }) => id === COMPONENT_SECTION.coreModule)
  found.forEach((section, index) => {
    const module = modules[index]
    if (module === undefined) throw new Error('a component has a core module that was not read')
    const bytes = input.subarray(section.body, section.end)
    const change = guestChanges(bytes, module, options)
    changes.push(change)
    if (change.edits.size > 0) edits.set(section, applyEdits(bytes, module, change.edits))
  })
  try {
    checkAdapterMemory(modules, options.maxMemory)
  } catch (error) {
    throw error instanceof UnwasiError ? error.inFile(options.file) : error
  }
  return { bytes: edits.size === 0 ? input : concat(applyEdits(input, component, edits)), changes }
}
