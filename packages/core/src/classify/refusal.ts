import type { Classified } from '../classify.js'
import { UnwasiError } from '../errors.js'
import { fullNames } from './names.js'

/**
 * Why `transpile` and `component` can't take something that was recognised, if they can't. The one place that knows how
 * far conversion reaches, so that `inspect` promises what they keep.
 */
export function refusalOf(classified: Classified): UnwasiError | undefined {
  switch (classified.kind) {
    case 'refused':
      return classified.error
    case 'library':
      return new UnwasiError({
        code: 'UNSUPPORTED',
        headline: 'this is a library, and only commands can be converted',
        why: 'It has no `_start`: its functions are called one by one, which unwasi does not offer yet.',
        fix: 'Build it as a program with a main function (for Go: without `-buildmode=c-shared`).',
      })
    case 'component':
      return new UnwasiError({
        code: 'NOT_A_MODULE',
        headline: 'this is a component already, and only core modules can be converted',
        why: 'A component has the form that this conversion produces.',
        fix: 'Use it in a component host as it is, or build the program for preview1 (Rust `--target wasm32-wasip1`, TinyGo `-target=wasip1`).',
      })
    case 'command':
      if (classified.foreign.length === 0) return undefined
      return new UnwasiError({
        code: 'UNSUPPORTED',
        headline: `the program imports component interfaces beside preview1 (${fullNames(classified.foreign)})`,
        why: 'It was built with wit-bindgen against a WIT world of its own, whose imports nobody provides to a command.',
        fix: 'Build it without wit-bindgen imports, or as a component (`wasm-tools component new`) for a component host.',
      })
  }
}
