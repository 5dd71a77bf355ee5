/** Returns a path with slashes, which Windows writes as backslashes. */
export const slashes = (file: string): string => file.replaceAll('\\', '/')
