// The thread in which `unwasi run` runs a program that gets a deep stack.
import { startInWorker } from '../dist/bundle/start.js'

process.exitCode = await startInWorker()
