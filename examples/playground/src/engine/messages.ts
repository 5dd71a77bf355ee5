import type { ComponentFunction, ComponentGlue, Program, UnwasiErrorInit } from '@unwasi/core'

import type { Report } from './types.js'

/** A function of a component, with its types for people. */
export interface DescribedFunction extends ComponentFunction {
  types: { params: readonly string[]; result: string | undefined }
}

/** What the engine must know of a guest to run it. */
export interface Description {
  report: Report
  /** Without the bytes of the guest if they are those of the file. */
  program: Omit<Program, 'guest'> & { guest: { bytes: Uint8Array<ArrayBuffer> | undefined } }
  /** The functions of a component. */
  functions: readonly DescribedFunction[]
}

/** What runs a component with typed interfaces. */
export interface Glue extends Pick<ComponentGlue, 'modules'> {
  /** The script of its workers. */
  script: Uint8Array<ArrayBuffer>
}

/** What the converter does for the page. */
export interface Conversions {
  inspect(bytes: Uint8Array, name: string): Promise<Report>
  describe(bytes: Uint8Array, name: string): Promise<Description>
  glue(component: Uint8Array): Promise<Glue>
  component(bytes: Uint8Array, name: string): Promise<Uint8Array<ArrayBuffer>>
}

/** Sent to the converter, one for each call. */
export type Request = {
  [Name in keyof Conversions]: { id: number; call: Name; args: Parameters<Conversions[Name]> }
}[keyof Conversions]

/** Its answer. An `UnwasiError` does not keep its class when it is posted. */
export type Reply = { id: number; value: unknown } | { id: number; refusal: UnwasiErrorInit } | { id: number; failure: string }
