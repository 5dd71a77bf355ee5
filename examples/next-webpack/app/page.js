import run from '../main.wasm?component'

import { Greeter } from './greeter'

/** A server component: runs the Go program on the server while the page is rendered. */
export default async function Page({ searchParams }) {
  const { name = [] } = await searchParams
  const { stdout } = await run([name].flat())
  return (
    <main>
      <h1>A Go program in Next.js</h1>
      <h2>On the server</h2>
      <pre id="server">{stdout}</pre>
      <h2>In the browser</h2>
      <Greeter />
    </main>
  )
}
