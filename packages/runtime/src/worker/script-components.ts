import * as functions from '../preview1/functions.js'
import { polled_stdin } from '../preview1/polled-stdin.js'
import { component } from '../preview2/command.js'
import * as parts from '../preview2/parts.js'
import { unsupported } from '../preview2/unsupported.js'
import { serve } from './serve.js'
import { partOf } from './served-setup.js'

// The script of a worker for components. Core modules have a smaller one.
serve({
  parts: { ...functions, polled_stdin },
  component: ({ plan, parts: names, unsupported: missing }, name) =>
    component(plan, [...names.map((part) => partOf(parts, part, name)), ...(missing ? [unsupported(missing)] : [])]),
})
