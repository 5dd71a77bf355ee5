// What works, and the tests that show it. docs/support.md is written from these tables by scripts/support-table.mjs.
// tests/scripts/support-table.test.ts checks that the tests exist.
import { features } from './features.mjs'
import { refusals } from './refusals.mjs'
import { shapes } from './shapes.mjs'
import { toolchains } from './toolchains.mjs'

export const tables = [toolchains, features, shapes, refusals]
