// What has to happen before everything else in the page.

// The theme is set before the first paint. src/theme.ts changes it.
document.documentElement.dataset.theme = localStorage.getItem('theme') ?? 'auto'

// Workers start from files of this site only. Nothing else may become a script, or HTML. https://www.w3.org/TR/trusted-types/
globalThis.trustedTypes?.createPolicy('default', {
  createScriptURL(url) {
    if (new URL(url, document.baseURI).origin === location.origin) return url
    throw new TypeError(`${url} is not a file of this site`)
  },
})
