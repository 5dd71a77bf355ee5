export * from '@unwasi/runtime/node'
