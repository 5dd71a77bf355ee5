// Sets the theme before the first paint. src/theme.ts changes it.
document.documentElement.dataset.theme = localStorage.getItem('theme') ?? 'auto'
