import { byId } from '../dom.js'

/** Calls `open` with a file that the user drops anywhere on the page, pastes, or picks. */
export function wireFiles(open: (file: File) => void): void {
  const root = document.documentElement
  const picker = byId('file', HTMLInputElement)
  byId('pick', HTMLButtonElement).addEventListener('click', () => picker.click())
  picker.addEventListener('change', () => {
    const file = picker.files?.[0]
    // The same file can be picked again after it was built again.
    if (file) open(file)
    picker.value = ''
  })

  const hasFiles = ({ dataTransfer }: DragEvent): boolean => dataTransfer?.types.includes('Files') === true
  // `dragleave` also fires when the pointer moves to another element, so enters and leaves are counted.
  let depth = 0
  const inside = (change: number): void => {
    depth = Math.max(0, change === 0 ? 0 : depth + change)
    root.classList.toggle('dragging', depth > 0)
  }
  addEventListener('dragenter', (event) => hasFiles(event) && inside(1))
  addEventListener('dragleave', (event) => hasFiles(event) && inside(-1))
  addEventListener('dragover', (event) => {
    if (hasFiles(event)) event.preventDefault()
  })
  addEventListener('drop', (event) => {
    inside(0)
    if (event.defaultPrevented || !hasFiles(event)) return
    event.preventDefault()
    const file = event.dataTransfer?.files[0]
    if (file) open(file)
  })
}
