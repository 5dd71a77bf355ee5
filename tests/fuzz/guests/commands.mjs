export { commands as default } from './components.mjs'
