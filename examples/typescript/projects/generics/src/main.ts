import { EventBus, type Path, get } from './library'

interface Events {
  opened: { file: string; size: number }
  closed: { file: string }
}

const bus = new EventBus<Events>()
bus.on('opened', ({ file, size }) => `${file.toUpperCase()} ${size.toFixed()}`)
bus.on('opened', ({ file, length }) => [file, length])
bus.emit('closed', { file: 'a.txt', size: 3 })
bus.emit('moved', { file: 'a.txt' })

const settings = { editor: { font: { size: 14, family: 'mono' } }, theme: 'dark' }
const size: number = get(settings, 'editor.font.size')
const family: number = get(settings, 'editor.font.family')
const known: Path<typeof settings> = 'editor.font.weight'

export { size, family, known }
