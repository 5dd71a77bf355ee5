export { libraries as default } from './components.mjs'
