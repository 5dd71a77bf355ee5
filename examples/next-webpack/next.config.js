import unwasi from '@unwasi/webpack'

/** @type {import('next').NextConfig} */
export default {
  // Where only traced files are deployed (`output: 'standalone'`, Vercel), the server's copy of the program has to be named.
  outputFileTracingIncludes: { '/**': ['.next/server/**/*.wasm'] },
  webpack(config) {
    config.plugins.push(unwasi())
    return config
  },
}
