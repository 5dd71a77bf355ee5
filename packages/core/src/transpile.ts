import { contentName } from './cache.js'
import { commandModule, commandTypes } from './emit/module.js'
import { cacheFor, guestName, readGuest } from './guest.js'
import { isolate } from './isolate/index.js'
import type { Asset, TranspileOptions, Transpiled } from './options.js'
import { summary } from './summary.js'

/**
 * Turns a preview1 command into an ES module whose default export is `run`.
 *
 * @returns module text, `.d.ts` text and the files the module needs: the guest (the caller's own bytes, unless a start section
 *   forced an edit) and the template that guests with the same imports share
 * @throws UnwasiError that names file, reason and remedy, if the input can't be converted
 */
export async function transpile(input: Uint8Array, options: TranspileOptions = {}): Promise<Transpiled> {
  const guest = readGuest(input, options)
  const cache = cacheFor(options)
  const { template } = await isolate(guest.plan, cache)
  const name = guestName(options.name, options.file)
  const guestAsset: Asset = { role: 'guest', name, bytes: guest.bytes }
  const templateAsset: Asset = { role: 'template', name: contentName('unwasi', template), bytes: template }
  const guestPath = guest.edited ? await cache.file(contentName('guest', guest.bytes), guest.bytes) : options.file
  const templatePath = await cache.file(templateAsset.name, template)
  if (guestPath !== undefined) guestAsset.path = guestPath
  if (templatePath !== undefined) templateAsset.path = templatePath

  const runtime = options.runtime ?? '@unwasi/runtime'
  const assetUrl = options.assetUrl ?? relativeUrl
  return {
    code: commandModule(guest.plan, name, runtime, { guest: assetUrl(guestAsset), template: assetUrl(templateAsset) }),
    types: commandTypes(runtime),
    assets: [guestAsset, templateAsset],
    summary: summary(name, guest.bytes, guest.facts.module, template),
  }
}

function relativeUrl(asset: Asset): string {
  return `new URL(${JSON.stringify(`./${asset.name}`)}, import.meta.url)`
}
