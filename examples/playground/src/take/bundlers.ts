/** The bundlers for which the page makes projects. */
export const bundlers = [{ id: 'vite', name: 'Vite' }] as const
