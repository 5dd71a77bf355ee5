// Sets the theme before the first paint. src/theme.ts changes it.
document.documentElement.dataset.theme = 'auto'
try {
  document.documentElement.dataset.theme = localStorage.getItem('theme') ?? 'auto'
} catch (error) {
  // The browser may forbid storage.
  if (!(error instanceof DOMException)) throw error
}
