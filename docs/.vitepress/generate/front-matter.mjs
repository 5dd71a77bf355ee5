/** The head of a generated page. It can't be edited and has no history, and its code may be wrapped (docs/.vitepress/theme/text.css). */
export const frontMatter = '---\neditLink: false\nlastUpdated: false\npageClass: reference\n---\n\n'
