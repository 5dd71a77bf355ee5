/**
 * Compiles a module.
 *
 * Next.js refuses to build code for its Edge Runtime that contains `WebAssembly.compile()`, even if programs are imported in compiled
 * form and nothing calls it. So the function is taken out of its object.
 */
export const compileBytes = (bytes: BufferSource): Promise<WebAssembly.Module> => {
  const { compile } = WebAssembly
  return compile(bytes)
}
