// One of several processes that fill the same cache (cache.test.ts). It imports the build, because Node can't load the sources.
import { FolderCache } from '../dist/platform/cache.js'

const cache = new FolderCache(process.argv[2])
process.send('started')
for (let index = 0; index < 20; index++) {
  await cache.remember([`key${index}`], async () => Buffer.from(`content ${index} `.repeat(20_000)))
}
process.disconnect()
