export { hostDirectory, type HostDirectoryOptions } from './directory/node.js'
