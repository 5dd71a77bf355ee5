/** This page serves the test, and people in the playground. */
const show = `
const show = (result) => {
  globalThis.result = result
  const output = typeof result === 'string' ? result : result.stdout + result.stderr + 'exit code ' + result.exitCode
  document.body.append(Object.assign(document.createElement('pre'), { textContent: output }))
}
`

/** The program of every row. It runs the guest with the arguments in the page's address. */
export const program = (specifier = './main.wasm?component') => `
import run from '${specifier}'
${show}
const args = new URLSearchParams(location.search).getAll('arg')
run(args).then(show, (error) => show(String(error)))
`

/** Adds `inWorker()` to a page, which runs the guest with `&worker`. */
export const withWorker = <Files extends Record<string, string>>(files: Files): Files => ({
  ...files,
  'main.js': `${files['main.js']}
import inWorker from './main.wasm?component&worker'

globalThis.inWorker = async () => (await inWorker(['args', 'one'])).stdout
`,
})

/** The same program in a worker that the page starts. `options` go to the Worker constructor. */
export const workerProgram = (options: string) => `
${show}
const worker = new Worker(new URL('./worker.js', import.meta.url)${options})
worker.onmessage = ({ data }) => show(data)
worker.onerror = (event) => show(String(event.message))
worker.postMessage(new URLSearchParams(location.search).getAll('arg'))
`

export const worker = `
import run from './main.wasm?component'

onmessage = ({ data }) => {
  run(data).then((result) => postMessage(result), (error) => postMessage(String(error)))
}
`

/** Collects what goes wrong in the page in `problems`, because WebDriver does not report it. */
export const watch = `
globalThis.problems = []
{
  const report = (problem) => void problems.push(String(problem))
  const error = ({ target, message }) => report(target?.src ?? target?.href ?? message)
  addEventListener('error', error, true)
  addEventListener('unhandledrejection', ({ reason }) => report(reason))
  addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) =>
    report('policy: ' + violatedDirective + ' forbids ' + blockedURI + ' ' + sample))
  const { error: log } = console
  console.error = (...values) => {
    report(values.join(' '))
    log(...values)
  }
}
`

export const html = (script: string, watcher = `<script>${watch}</script>`) => `<!doctype html>
<meta charset="utf-8">
<title>unwasi</title>
<link rel="icon" href="data:,">
${watcher}
${script}
`
