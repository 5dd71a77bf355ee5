import run from '../../main.wasm?component'

/** A route handler: `POST /greet?name=Ada` gives the body to the Go program and responds with its output. */
export async function POST(request) {
  const names = new URL(request.url).searchParams.getAll('name')
  const { exitCode, stdout, stderr } = await run(names, { input: await request.text() })
  return new Response(stdout + stderr, { status: exitCode === 0 ? 200 : 500 })
}
