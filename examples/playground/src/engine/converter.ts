// A worker that converts for the page, which would not react meanwhile: wasm-tools alone takes some tenths of a second.
import {
  componentFunctions,
  componentGlue,
  componentize,
  describeProgram,
  hasTextForm,
  inspectWhole,
  scriptWithGlue,
  UnwasiError,
  witType,
  type ComponentFunction,
  type UnwasiErrorInit,
} from '@unwasi/core'
import typedScript from '@unwasi/runtime/worker-typed?url'

import type { Conversions, DescribedFunction, Reply, Request } from './messages.js'

const conversions: Conversions = {
  inspect: (bytes, name) => inspectWhole(bytes, { file: name }),
  async describe(bytes, name) {
    const { guest, ...program } = await describeProgram(bytes, { file: name })
    const isComponent = program.link.by !== 'preview1'
    return {
      report: await inspectWhole(bytes, { file: name }),
      program: { ...program, guest: { bytes: guest.bytes === bytes ? undefined : new Uint8Array(guest.bytes) } },
      functions:
        isComponent && program.kind === 'reactor' ? componentFunctions(guest.bytes).filter(hasTextForm).map(described) : [],
    }
  },
  async glue(component) {
    const { code, modules } = await componentGlue(component)
    const response = await fetch(typedScript)
    if (!response.ok) throw new Error(`${typedScript} could not be loaded: ${response.status} ${response.statusText}`)
    const script = scriptWithGlue(code, new Uint8Array(await response.arrayBuffer()))
    return { script: new Uint8Array(script), modules }
  },
  component: async (bytes, name) => new Uint8Array(await componentize(bytes, { file: name })),
}

const described = (one: ComponentFunction): DescribedFunction => ({
  ...one,
  types: { params: one.params.map(({ shape }) => witType(shape)), result: one.result && witType(one.result) },
})

/** What makes the same error again. */
const initOf = ({ code, headline, why, fix, file }: UnwasiError): UnwasiErrorInit => ({ code, headline, why, fix, file })

function answer(request: Request): Promise<unknown> {
  switch (request.call) {
    case 'inspect':
      return conversions.inspect(...request.args)
    case 'describe':
      return conversions.describe(...request.args)
    case 'glue':
      return conversions.glue(...request.args)
    case 'component':
      return conversions.component(...request.args)
  }
}

addEventListener('message', async ({ data }: MessageEvent<Request>) => {
  const { id } = data
  const reply = (message: Reply): void => postMessage(message)
  try {
    reply({ id, value: await answer(data) })
  } catch (error) {
    if (error instanceof UnwasiError) reply({ id, refusal: initOf(error) })
    else reply({ id, failure: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  }
})
