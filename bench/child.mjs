// Takes one measurement in its own process: node child.mjs JOB JSON. Prints one line of JSON on standard error.
const [name, json] = process.argv.slice(2)
const { default: measure } = await import(`./jobs/${name}.mjs`)
const result = await measure(JSON.parse(json))
// The guest of `calls` times itself and has already printed its figures.
if (result !== undefined) process.stderr.write(`${JSON.stringify(result)}\n`)
