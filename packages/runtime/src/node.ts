export { hostDirectory } from './directory/node.js'
