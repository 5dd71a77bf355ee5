import run from './main.go?component'

const form = document.querySelector('form')!
const output = document.querySelector('pre')!

async function runWithInput() {
  const data = new FormData(form)
  const names = String(data.get('names')).split(' ').filter(Boolean)
  const { exitCode, stdout, stderr } = await run(names, { input: String(data.get('text')) })
  output.textContent = `${stdout}${stderr}\nexit code ${exitCode}`
}

form.addEventListener('submit', (event) => {
  event.preventDefault()
  void runWithInput()
})
await runWithInput()
