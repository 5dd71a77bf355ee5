import { clocks } from '../src/preview1/clocks.js'
import { descriptors } from '../src/preview1/descriptors.js'
import { environment } from '../src/preview1/environment.js'
import { filesystem } from '../src/preview1/filesystem.js'
import { polling } from '../src/preview1/polling.js'
import { random } from '../src/preview1/random.js'

/** The whole host. */
export const host = [clocks, descriptors, environment, filesystem, polling, random]
