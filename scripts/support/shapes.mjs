// What a module or component may be and may need, and the tests that show it.
import { command, core, engines, guests, libraries, none, portable, refused, runtime, says, untested, yes } from './cell.mjs'

export const shapes = {
  title: 'Shapes',
  about: ['What a module or component may be and may need. “Portable” is the component that `unwasi component` writes.'],
  columns: ['shape', 'ES module', 'portable'],
  rows: [
    { name: 'preview1 program', cells: [yes(guests('the smallest command')), yes(guests('the smallest command'))] },
    {
      name: 'preview1 library over numbers',
      cells: [
        yes(runtime('reactor', 'every instance has its own state')),
        yes(runtime('preview2-typed', 'a library that unwasi made portable')),
      ],
    },
    {
      name: 'further functions of a program',
      cells: [
        says('`run.instantiate`', runtime('command-instance', 'has run, and its functions can be called')),
        says('left out', core('world', 'the further functions of a command are left out')),
      ],
    },
    {
      name: 'functions with several results',
      cells: [
        yes(runtime('reactor', 'several results come as an array')),
        refused(core('world', 'functions with several results are refused')),
      ],
    },
    {
      name: 'memory from JavaScript',
      cells: [yes('tests/bundlers/memory.test.ts > %s: the memory is a named export'), none],
    },
    {
      name: 'functions from JavaScript',
      cells: [
        says(
          'with the option [`imports`](imports.md)',
          runtime('imports', 'functions from JavaScript'),
          'tests/bundlers/imports.test.ts > files that the option names',
        ),
        refused(libraries('is refused without that function, and as a component')),
      ],
    },
    {
      name: 'embedded world: a program, and a library',
      cells: [
        yes(
          core('embedded-command', 'JavaScript calls its functions with values'),
          core('embedded-world', 'JavaScript calls it with values'),
        ),
        yes(
          core('embedded-command', 'its component keeps the world, and is a command'),
          core('embedded-world', 'its component exports the interface'),
        ),
      ],
    },
    {
      name: '`wasi_unstable`',
      cells: [yes(guests('the WASI of 2019')), yes(core('unstable', 'the bridge for wasi_unstable'))],
    },
    {
      name: 'component of the official adapter',
      cells: [
        yes(core('adapter', 'runs on the host that is asked for')),
        says('repaired', command('repair', 'a program that the official adapter breaks')),
      ],
    },
    {
      name: 'start section',
      cells: [yes(guests('WASI calls in the start section')), yes(guests('WASI calls in the start section'))],
    },
    {
      name: 'WASI 0.2 program',
      cells: [yes(command('components', 'unwasi run with a component')), says('is one')],
    },
    {
      name: 'WASI 0.2 library with typed interfaces',
      cells: [yes(runtime('preview2-typed', 'a result'), 'tests/bundlers/component-forms.test.ts > p2-typed'), says('is one')],
    },
    {
      name: 'interfaces from JavaScript',
      cells: [
        says('with the option [`imports`](imports.md)', runtime('preview2-given', 'resources are objects of a class')),
        says('is one'),
      ],
    },
    {
      name: 'composed components',
      cells: [yes(runtime('preview2-composed', 'passes resources, which are disposed of once')), says('is one')],
    },
    {
      name: 'sockets',
      cells: [
        says('programs get an error', runtime('preview2-sockets', 'has a network, in which no name is found')),
        says('programs get an error', core('bridge', 'sock_accept')),
      ],
    },
    { name: 'WASI 0.3', cells: [refused(core('classify-component', 'built for a WASI version after 0.2')), none] },
    {
      name: 'threads',
      cells: [
        refused(core('classify-refusals', 'threads by import')),
        refused(core('classify-refusals', 'threads by shared memory')),
      ],
    },
    {
      name: '64-bit memory',
      cells: [refused(core('classify-refusals', 'memory64')), refused(core('classify-refusals', 'memory64'))],
    },
    {
      name: 'exceptions',
      cells: [
        engines(guests('an exit is not caught by the guest')),
        engines(portable, guests('an exit is not caught by the guest')),
      ],
    },
    { name: 'SIMD', cells: [engines(libraries("test('SIMD'")), untested] },
    {
      name: 'GC, several memories, extended constant expressions',
      cells: [
        engines(
          core('engines', 'the versions are listed, the highest of several'),
          command('repair', 'The program needs exnref'),
        ),
        untested,
      ],
    },
  ],
}
