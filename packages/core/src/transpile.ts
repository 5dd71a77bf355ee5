import { contentName } from './cache.js'
import { moduleText, moduleTypes } from './emit/module.js'
import { cacheFor, guestName, readGuest } from './guest.js'
import { isolate } from './isolate/index.js'
import type { Asset, TranspileOptions, Transpiled } from './options.js'
import { summary } from './summary.js'

/**
 * Turns a preview1 module into an ES module. A command's default export is `run`; a library exports its functions, of a default
 * instance that the module awaits, and `instantiate` as default.
 *
 * @returns module text, `.d.ts` text and the files the module needs: the guest (the caller's own bytes, unless a start section
 *   or `strip` asked for an edit) and the template that guests with the same imports share
 * @throws UnwasiError that names file, reason and remedy, if the input can't be converted
 */
export async function transpile(input: Uint8Array, options: TranspileOptions = {}): Promise<Transpiled> {
  const guest = readGuest(input, 'esm', options)
  const cache = cacheFor(options)
  const { template } = await isolate(guest.plan, cache)
  const name = guestName(options.name, options.file)
  const guestAsset: Asset = { role: 'guest', name, bytes: guest.bytes }
  const templateAsset: Asset = { role: 'template', name: contentName('unwasi', template), bytes: template }
  const guestPath = guest.edited ? cache.file(contentName('guest', guest.bytes), guest.bytes) : options.file
  const templatePath = cache.file(templateAsset.name, template)
  if (guestPath !== undefined) guestAsset.path = guestPath
  if (templatePath !== undefined) templateAsset.path = templatePath

  const { plan, facts } = guest
  const assetUrl = options.assetUrl ?? relativeUrl
  const text = {
    plan,
    name,
    runtime: options.runtime ?? '@unwasi/runtime',
    trace: options.trace ?? false,
    urls: { guest: assetUrl(guestAsset), template: assetUrl(templateAsset) },
    // `default` is taken by `instantiate`; such a function is reached through an instance.
    exports: facts.kind === 'library' ? facts.exports.filter((entry) => entry.name !== 'default') : [],
  }
  return {
    code: moduleText(text),
    types: moduleTypes(text),
    assets: [guestAsset, templateAsset],
    summary: summary(name, { input, guest: guest.bytes, template }, facts),
  }
}

function relativeUrl(asset: Asset): string {
  return `new URL(${JSON.stringify(`./${encodeURIComponent(asset.name)}`)}, import.meta.url)`
}
