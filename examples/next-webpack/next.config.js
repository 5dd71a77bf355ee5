import withUnwasi from '@unwasi/webpack/next'

/** @type {import('next').NextConfig} */
const config = { output: 'standalone' }

export default withUnwasi(config)
