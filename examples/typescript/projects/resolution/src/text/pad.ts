export const pad = (text: string, length: number): string => text.padStart(length)
