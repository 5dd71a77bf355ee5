import type { Plan } from './plan.js'

/**
 * The WIT of the surrogate: what it imports beside preview1. wit-component leaves out what it does not use.
 * `exit-with-code` is stable since 0.2.12: https://github.com/WebAssembly/WASI/pull/922
 */
export function world(_plan: Plan): string {
  return `package unwasi:surrogate;

world surrogate {
  import wasi:cli/environment@0.2.12;
  import wasi:cli/exit@0.2.12;
}

package wasi:cli@0.2.12 {
  interface environment {
    get-environment: func() -> list<tuple<string, string>>;
    get-arguments: func() -> list<string>;
    initial-cwd: func() -> option<string>;
  }
  interface exit {
    exit: func(status: result);
    exit-with-code: func(status-code: u8);
  }
}
`
}
