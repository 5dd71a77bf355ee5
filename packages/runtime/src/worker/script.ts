import { assemblyscript, assemblyscriptBindings, emscripten } from '../guest/assemblyscript.js'
import * as functions from '../preview1/functions.js'
import { polled_stdin } from '../preview1/polled-stdin.js'
import { serve } from './serve.js'
import { servedImports } from './served-calls.js'

// The script of a worker. It is bundled into one file that is neither a module nor CommonJS, so that every kind of worker takes it.
serve({
  parts: { ...functions, polled_stdin },
  imports: servedImports({ assemblyscript, assemblyscriptBindings, emscripten }),
})
