/**
 * A response with the bytes of a `data:` URL in base64, which is how plugins inline a guest, or undefined for any other URL. A fetch
 * would be a request, which the policy of a page can forbid (`connect-src`). Escapes are left to fetch().
 */
export const inlined = (url: string): Response | undefined => {
  if (!/^data:.{0,99};base64,[^%]*$/.test(url)) return undefined
  const binary = atob(url.slice(url.indexOf(',') + 1))
  // Uint8Array.from(binary) takes ten times as long.
  return new Response(new Uint8Array(binary.length).map((_, at) => binary.charCodeAt(at)))
}
