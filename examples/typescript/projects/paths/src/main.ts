import { metres } from '@lib/length'
import { unit } from '@deep/units/index'
import { settings } from 'settings'
import { seconds } from '@lib/time'

const distance: string = metres(3)
const name: 'm' | 'ft' = unit
settings.scale = '2'
export { distance, name, seconds }
