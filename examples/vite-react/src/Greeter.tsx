import { useState, useTransition } from 'react'

import run from '../main.wasm?component'

/** Greets by running the Go program. Each click runs a fresh instance. */
export function Greeter() {
  const [name, setName] = useState('Ada')
  const [output, setOutput] = useState('')
  const [running, startTransition] = useTransition()

  const greet = () =>
    startTransition(async () => {
      const { exitCode, stdout, stderr } = await run([name], { input: 'the quick brown fox jumps over the lazy dog' })
      setOutput(`${stdout}${stderr}\nexit code ${exitCode}`)
    })

  return (
    <main>
      <label>
        Whom to greet <input value={name} onChange={(event) => setName(event.target.value)} />
      </label>
      <button disabled={running} onClick={greet}>
        Run
      </button>
      <pre id="browser" aria-live="polite">
        {output}
      </pre>
    </main>
  )
}
