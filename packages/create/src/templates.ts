// The entry `create-unwasi/templates`. It runs in browsers as well.
export { languages, type Language, type LanguageName } from './project/languages.js'
export { nameFrom, problemOfName } from './project/name.js'
export { projectFiles, templates, type OwnProgram, type ProjectOptions, type TemplateName } from './project/project.js'
export type { Plugin, Scene, Script, Template } from './project/template.js'
