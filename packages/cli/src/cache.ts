import { homedir } from 'node:os'
import path from 'node:path'

/** The user's cache folder. Conversions of the command do not belong to a project. */
export function cacheFolder(): string {
  return path.join(userCaches(), 'unwasi')
}

function userCaches(): string {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = process.env
  // "All paths set in these environment variables must be absolute": https://specifications.freedesktop.org/basedir-spec/latest/
  if (XDG_CACHE_HOME !== undefined && path.isAbsolute(XDG_CACHE_HOME)) return XDG_CACHE_HOME
  if (process.platform === 'win32' && LOCALAPPDATA !== undefined) return LOCALAPPDATA
  return process.platform === 'darwin' ? path.join(homedir(), 'Library', 'Caches') : path.join(homedir(), '.cache')
}
