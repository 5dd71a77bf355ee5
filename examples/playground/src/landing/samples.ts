import { byId, h } from '../dom.js'
import { samples, type Sample } from '../model/samples.js'

export function showSamples(open: (sample: Sample) => void): void {
  const cards = samples.map((sample) =>
    h(
      'li',
      {},
      h(
        'button',
        { type: 'button', class: `sample sample-${sample.id}`, on: { click: () => open(sample) } },
        h('span', { class: 'tag' }, sample.language),
        h('strong', {}, sample.title),
        h('span', { class: 'about' }, sample.about),
      ),
    ),
  )
  byId('samples', HTMLUListElement).replaceChildren(...cards)
}
