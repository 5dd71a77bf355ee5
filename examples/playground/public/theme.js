// Sets the theme before the page is painted. The module that changes it comes later.
document.documentElement.dataset.theme = localStorage.getItem('theme') ?? 'auto'
