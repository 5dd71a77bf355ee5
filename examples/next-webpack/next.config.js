import unwasi from '@unwasi/webpack'

/** @type {import('next').NextConfig} */
export default {
  webpack(config) {
    config.plugins.push(unwasi())
    return config
  },
}
