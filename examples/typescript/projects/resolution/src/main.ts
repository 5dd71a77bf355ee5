import { pad } from '#text/pad'
import { trim } from '#text/trim'
import config from '#config'
import { helper } from './helper'
import { other } from './helper.js'
import { old } from './old.cjs'
import self from 'resolution/old'
import hidden from 'resolution/hidden'
import missing from 'left-pad'

const port: string = config.port
export const all = [pad('x', 3), trim, helper, other, old, self, hidden, missing, port]
