// Compiles programs for WASI with compilers that Maven Central has: Kotlin, and TeaVM for Java. Maven checks what it downloads.
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'

import { cache, sha256, tool } from './fetch.mjs'

const KOTLIN = '2.3.0'
const TEAVM = '0.10.2'

const project = (name, body) => `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>wild</groupId><artifactId>${name}</artifactId><version>1</version>
  ${body}
</project>
`

const dependency = (group, artifact, version, more = '') =>
  `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version>${more}</dependency>`

const maven = (folder, ...goals) => tool('mvn', ['--quiet', '--batch-mode', '--strict-checksums', ...goals], { cwd: folder })

/** Makes a folder once, in the cache, and returns the file in it. */
function made(name, file, make) {
  const folder = path.join(cache, 'jvm', name)
  if (!existsSync(folder)) {
    const scratch = `${folder}.${process.pid}`
    mkdirSync(scratch, { recursive: true })
    try {
      make(scratch)
      renameSync(scratch, folder)
    } finally {
      rmSync(scratch, { recursive: true, force: true })
    }
  }
  return path.join(folder, file)
}

const named = (name, version, source) => `${name}-${version}-${sha256(source).slice(0, 12)}`

/** The folder of Kotlin's compiler and its library for WASI. */
function kotlin() {
  return made(`kotlin-${KOTLIN}`, 'lib', (folder) => {
    const group = 'org.jetbrains.kotlin'
    const body = `<dependencies>
    ${dependency(group, 'kotlin-compiler-embeddable', KOTLIN)}
    ${dependency(group, 'kotlin-stdlib-wasm-wasi', KOTLIN, '<type>klib</type>')}
  </dependencies>`
    writeFileSync(path.join(folder, 'pom.xml'), project('kotlin', body))
    maven(folder, 'dependency:copy-dependencies', '-DoutputDirectory=lib')
  })
}

/** @returns {import('./row.mjs').Source} a Kotlin program, compiled for the target `wasmWasi` */
export const kotlinProgram = (name, source) => ({
  name: `maven:kotlin@${KOTLIN}`,
  file: () =>
    made(named(name, KOTLIN, source), `out/${name}.wasm`, (folder) => {
      const lib = kotlin()
      const sources = path.join(folder, 'main.kt')
      const klib = path.join(folder, 'klib')
      writeFileSync(sources, source)
      const compile = (libraries, ...args) =>
        tool('java', [
          ...['-cp', path.join(lib, '*'), 'org.jetbrains.kotlin.cli.js.K2JSCompiler', '-Xwasm', '-Xwasm-target=wasm-wasi'],
          ...['-libraries', [path.join(lib, `kotlin-stdlib-wasm-wasi-${KOTLIN}.klib`), ...libraries].join(path.delimiter)],
          ...['-ir-output-name', name, ...args],
        ])
      compile([], '-Xir-produce-klib-dir', '-ir-output-dir', klib, sources)
      compile([klib], '-Xir-produce-js', `-Xinclude=${klib}`, '-ir-output-dir', path.join(folder, 'out'))
    }),
})

/** @returns {import('./row.mjs').Source} a Java program, whose class is `Main`, compiled by TeaVM for WASI */
export const javaProgram = (name, source) => ({
  name: `maven:teavm@${TEAVM}`,
  file: () =>
    made(named(name, TEAVM, source), `target/out/classes.wasm`, (folder) => {
      const sources = path.join(folder, 'src', 'main', 'java')
      mkdirSync(sources, { recursive: true })
      writeFileSync(path.join(sources, 'Main.java'), source)
      const configuration = `<mainClass>Main</mainClass><targetType>WEBASSEMBLY_WASI</targetType>
        <targetDirectory>\${project.build.directory}/out</targetDirectory>`
      const body = `<properties>
    <maven.compiler.source>17</maven.compiler.source><maven.compiler.target>17</maven.compiler.target>
    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
  </properties>
  <dependencies>${dependency('org.teavm', 'teavm-classlib', TEAVM, '<scope>provided</scope>')}</dependencies>
  <build><plugins><plugin>
    <groupId>org.teavm</groupId><artifactId>teavm-maven-plugin</artifactId><version>${TEAVM}</version>
    <executions><execution>
      <goals><goal>compile</goal></goals><phase>process-classes</phase><configuration>${configuration}</configuration>
    </execution></executions>
  </plugin></plugins></build>`
      writeFileSync(path.join(folder, 'pom.xml'), project(name, body))
      maven(folder, 'process-classes')
    }),
})
