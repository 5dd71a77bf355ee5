import { memoryDirectory } from '@unwasi/vite/runtime'

import run from '../../guests/mandelbrot.wasm?component&worker'
import { byId } from '../dom.js'
import { humanTime } from '../model/bytes.js'

/** Runs a program that this page imports like any other module, and shows the picture that it writes. */
export async function showProof(): Promise<void> {
  const state = byId('proof-state', HTMLElement)
  await run.load()
  const directory = memoryDirectory({})
  const start = performance.now()
  const { exitCode, stderr } = await run(['--at', '-0.7453,0.1127', '--zoom', '120', '--picture', 'proof.png'], {
    dirs: { '/': directory },
  })
  const time = performance.now() - start
  if (exitCode !== 0) throw new Error(`mandelbrot.wasm ended with ${exitCode}: ${stderr}`)
  const image = byId('proof', HTMLImageElement)
  image.src = URL.createObjectURL(new Blob([directory.bytes('proof.png')], { type: 'image/png' }))
  image.hidden = false
  state.textContent = `A C program drew this in your browser, in ${humanTime(time)}. This page imports it like any other module.`
}
