// The runtime for Jest. The build makes CommonJS of it.
export * from '@unwasi/runtime'
export * from '@unwasi/runtime/node'
