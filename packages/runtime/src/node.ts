export { hostDirectory, type HostDirectoryOptions } from './directory/host-directory.js'
