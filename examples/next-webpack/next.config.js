import unwasi from '@unwasi/webpack'

/** @type {import('next').NextConfig} */
export default {
  // Deployments that copy only traced files (`output: 'standalone'`, Vercel) need the server's copy of the program to be named.
  outputFileTracingIncludes: { '/**': ['.next/server/**/*.wasm'] },
  webpack(config) {
    config.plugins.push(unwasi())
    return config
  },
}
