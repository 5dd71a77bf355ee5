export const settings: { readonly scale: number } = { scale: 1 }
