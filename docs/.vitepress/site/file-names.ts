import type { MarkdownRenderer } from 'vitepress'

/** Shows the name of its file above a code block whose info string has one, as in "```ts vite.config.ts". */
export function fileNames(md: MarkdownRenderer): void {
  const render = md.renderer.rules.fence
  if (render === undefined) throw new Error('VitePress renders code blocks in another way than expected')
  md.renderer.rules.fence = (tokens, index, ...rest) => {
    const token = tokens[index]!
    const [language = '', ...words] = token.info.trim().split(/\s+/)
    const title = words.join(' ')
    // VitePress would take the words for attributes of the block.
    token.info = language
    const html = render(tokens, index, ...rest)
    if (title === '') return html
    const label = title === 'output' ? 'What it prints' : md.utils.escapeHtml(title)
    return `<div class="named-code"><div class="named-code-title">${label}</div>${html}</div>`
  }
}
