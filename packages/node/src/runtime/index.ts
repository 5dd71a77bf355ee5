// The modules that emitted code imports, under the name of the package that the user has installed.
export * from '@unwasi/runtime'
