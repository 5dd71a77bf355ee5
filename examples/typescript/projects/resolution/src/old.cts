import { other } from './helper.js'

export const old: string = other
