'use client'

import { useState, useTransition } from 'react'

import run from '../main.wasm?component'

/** Runs the same program in the browser. */
export function Greeter() {
  const [name, setName] = useState('Ada')
  const [output, setOutput] = useState('')
  const [running, startTransition] = useTransition()

  const greet = () =>
    startTransition(async () => {
      const { stdout } = await run([name])
      setOutput(stdout)
    })

  return (
    <>
      <label>
        Whom to greet <input value={name} onChange={(event) => setName(event.target.value)} />
      </label>
      <button disabled={running} onClick={greet}>
        Run
      </button>
      <pre id="browser" aria-live="polite">
        {output}
      </pre>
    </>
  )
}
