import run from './main.wasm?component'

const form = document.querySelector('form')!
const output = document.querySelector('pre')!

async function runWithInput() {
  const args = String(new FormData(form).get('args')).split(' ').filter(Boolean)
  const { exitCode, stdout, stderr } = await run(args)
  output.textContent = `${stdout}${stderr}exit code ${exitCode}`
}

form.addEventListener('submit', (event) => {
  event.preventDefault()
  void runWithInput()
})
await runWithInput()
