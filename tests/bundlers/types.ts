// The compiler checks this file (`pnpm check:types`), and it never runs: each plugin fits its bundler, and imports have the right
// types.
/// <reference types="@unwasi/vite/client" />
import type { JsPlugin as FarmPlugin } from '@farmfe/core'
import type { Plugin as RolldownPlugin } from 'rolldown'
import type { Plugin as RollupPlugin } from 'rollup'
import type { Plugin as EsbuildPlugin } from 'esbuild'
import type { RspackPluginInstance } from '@rspack/core'
import type { Plugin as Vite8Plugin, UserConfig as Vite8Config } from 'vite'
import type { Plugin as Vite7Plugin, UserConfig as Vite7Config } from 'vite7'
import type { Configuration, WebpackPluginInstance } from 'webpack'

import type { Run, RunResult } from '@unwasi/runtime'
import type { memoryDirectory } from '@unwasi/runtime'
import type { hostDirectory } from '@unwasi/runtime/node'
import bun from '@unwasi/unplugin/bun'
import farm from '@unwasi/unplugin/farm'
import type * as unpluginRuntime from '@unwasi/unplugin/runtime'
import esbuild from '@unwasi/esbuild'
import rollup from '@unwasi/rollup'
import type * as esbuildRuntime from '@unwasi/esbuild/runtime'
import type * as nodeRuntime from '@unwasi/node/runtime'
import type * as rollupRuntime from '@unwasi/rollup/runtime'
import vite from '@unwasi/vite'
import type * as viteRuntime from '@unwasi/vite/runtime'
import type * as viteRuntimeNode from '@unwasi/vite/runtime/node'
import webpack from '@unwasi/webpack'
import type * as webpackRuntime from '@unwasi/webpack/runtime'
import rspack from '@unwasi/webpack/rspack'

import run from './main.wasm?component'
import type onPreview2 from './main.wasm?component&preview2'
import type onPreview2Inlined from './main.wasm?component&preview2&inline'
import type inlined from './main.wasm?component&inline'
import type url from './main.wasm?component&url'
import type inlinedUrl from './main.wasm?component&url&inline'

const include = ['guests/*.wasm', /\.guest\.wasm$/]

export const plugins = {
  rollup: rollup({ include }) satisfies RollupPlugin,
  rolldown: rollup() satisfies RolldownPlugin,
  vite8: vite({ cache: false }) satisfies Vite8Plugin,
  vite7: vite({ strip: 'all' }) satisfies Vite7Plugin,
  esbuild: esbuild({ exclude: '**/*.guest.wasm' }) satisfies EsbuildPlugin,
  webpack: webpack() satisfies WebpackPluginInstance,
  rspack: rspack() satisfies RspackPluginInstance,
  farm: farm({ include }) satisfies FarmPlugin,
  bun: bun({ include }) satisfies { name: string; setup(build: object): void | Promise<void> },
}

export const configurations = {
  vite8: { plugins: [vite()], worker: { plugins: () => [vite()] } } satisfies Vite8Config,
  vite7: { plugins: [vite()], worker: { plugins: () => [vite()] } } satisfies Vite7Config,
  webpack: { plugins: [webpack()] } satisfies Configuration,
}

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

export const imports: [
  Same<typeof run, Run>,
  Same<typeof inlined, Run>,
  Same<typeof onPreview2, Run>,
  Same<typeof onPreview2Inlined, Run>,
  Same<typeof url, string>,
  Same<typeof inlinedUrl, string>,
  Same<Parameters<typeof rollup>, Parameters<typeof vite>>,
] = [true, true, true, true, true, true, true]

export const runtimes: [
  Same<typeof esbuildRuntime.memoryDirectory, typeof memoryDirectory>,
  Same<typeof nodeRuntime.memoryDirectory, typeof memoryDirectory>,
  Same<typeof rollupRuntime.memoryDirectory, typeof memoryDirectory>,
  Same<typeof unpluginRuntime.memoryDirectory, typeof memoryDirectory>,
  Same<typeof viteRuntime.memoryDirectory, typeof memoryDirectory>,
  Same<typeof webpackRuntime.memoryDirectory, typeof memoryDirectory>,
  Same<typeof viteRuntimeNode.hostDirectory, typeof hostDirectory>,
] = [true, true, true, true, true, true, true]

export const result: Promise<RunResult<string>> = run(['x'], { dirs: { '/': { 'in.txt': 'hello' } } })
