// Does what `webpack build` of webpack-cli does.
import webpack from 'webpack'

import config from './webpack.config.js'

const compiler = webpack(config)
compiler.run((error, stats) => {
  if (error) throw error
  console.log(stats.toString({ colors: process.stdout.isTTY, preset: 'minimal' }))
  if (stats.hasErrors()) process.exitCode = 1
  compiler.close(() => {})
})
