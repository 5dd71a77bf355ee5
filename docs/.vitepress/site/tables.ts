import type { MarkdownRenderer } from 'vitepress'

/** Makes cells of headings that are empty (`| | |`) ordinary cells, because screen readers would announce headings without a name. */
export function emptyHeadings(md: MarkdownRenderer): void {
  md.core.ruler.push('empty-headings', ({ tokens }) => {
    for (const [index, token] of tokens.entries()) {
      const [content, close] = [tokens[index + 1], tokens[index + 2]]
      if (token.type !== 'th_open' || content?.content !== '' || close === undefined) continue
      token.tag = 'td'
      close.tag = 'td'
    }
  })
}
