/**
 * @typedef {object} Page
 * @property {string} title
 * @property {string} intro Markdown below the title
 * @property {Record<string, Record<string, string>>} sections the names in each section, by the module below `packages` that exports them. In
 *   front of a name, `default as` gives the default export of a module that name.
 */

const runtime = 'runtime/src/index.ts'
const core = 'core/src/index.ts'

/**
 * The pages of the API. The names in a section appear in this order.
 * @type {Record<string, Page>}
 */
export const pages = {
  api: {
    title: 'API',
    intro: `What an imported program is, and what the runtime has for it. Each plugin exports the functions under its own name, such as
\`@unwasi/vite/runtime\` (and \`@unwasi/vite/runtime/node\` for \`hostDirectory\`). The types come from there, too. There are separate
pages about [plugins and their options](./plugins.md) and about [the functions that convert programs](./core.md).`,
    sections: {
      'Run a program': {
        [runtime]: 'Run RunOptions RunResult LoadOptions InputData Stdin Output Terminal Clock TraceCall',
        'runtime/src/types.ts': 'RunCall',
      },
      'Start a program': {
        [runtime]: 'SpawnOptions SpawnedProgram ProgramInput InputWriter ProgramOutput ReadableOutput',
        'runtime/src/stdio-types.ts': 'WritableInput',
      },
      'Make instances': {
        [runtime]: 'Instantiate InstanceOptions InstanceExtras RunInstances CommandOptions CommandInstance unwasi',
      },
      'Instances that wait': {
        [runtime]: 'jspi WaitingOption AsyncInstantiate AsyncExports AsyncInstanceExtras AsyncRunInstances AsyncCommandInstance',
      },
      'Run in a worker': { [runtime]: 'WorkerRun WorkerInstantiate WorkerInstanceExtras' },
      'Files and directories': {
        [runtime]: 'memoryDirectory MemoryDirectory MemoryDirectoryOptions Files Tree FileContent Symlink Directory',
        'runtime/src/node.ts': 'hostDirectory HostDirectoryOptions',
      },
      Memory: { [runtime]: 'copyIn copyOut MemoryLike GlobalLike' },
      'Functions from JavaScript': {
        [runtime]:
          'ImportModule Guest RunWith InstantiateWith RunInstancesWith AsyncInstantiateWith AsyncRunInstancesWith WorkerRunWith WorkerInstantiateWith Waiting',
      },
      Errors: { [runtime]: 'isRunError RunError RunErrorCode WasiTrapError' },
      'Parts of the platform': { [runtime]: 'AbortSignalLike ReadableStreamLike WritableStreamLike NodeWritableLike' },
    },
  },
  plugins: {
    title: 'Plugins',
    intro: `The default export of each plugin's package takes the same [options](#options) and returns the plugin of its bundler. [Start](../start/index.md)
shows the configuration of each.`,
    sections: {
      Functions: {
        'vite/src/index.ts': 'default as unwasi',
        'webpack/src/next.ts': 'default as withUnwasi',
        'node/src/register.ts': 'register',
      },
      Options: { [core]: 'Options Host Strip', 'webpack/src/next.ts': 'NextOptions' },
      'Options of toolchains': {
        [core]: 'ToolchainsOptions SourceOptions GoOptions RustOptions ZigOptions COptions AssemblyScriptOptions',
      },
    },
  },
  core: {
    title: 'Conversion',
    intro: `\`@unwasi/core\` takes bytes, and returns bytes and text. It needs no bundler. The other names that the package exports belong to the plugins
and may change.`,
    sections: {
      'ES modules': { [core]: 'transpile TranspileOptions ProgramOptions Transpiled Asset WorkerEntry' },
      'Portable components': { [core]: 'componentize componentizeParts ComponentizeOptions' },
      'What a file is': {
        'core/src/inspect.ts':
          'inspect InspectOptions Inspection InspectedImport InspectedExport InspectedMemory InspectedAdapter InspectedEngines Sizes Produced',
      },
      Errors: { [core]: 'UnwasiError UnwasiErrorCode Diagnostic' },
    },
  },
}
