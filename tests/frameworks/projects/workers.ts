import { greeting, type Modules, type Row } from '../project.js'
import { vite } from './vite.js'

const answers = { '': greeting }

const cloudflare: Modules = {
  name: 'cloudflare',
  packages: { vite, '@cloudflare/vite-plugin': '1.64.0', wrangler: '4.164.0' },
}

export const rows: Row[] = [
  {
    sections: ["Cloudflare's Vite plugin"],
    modules: cloudflare,
    runs: [
      { name: 'dev', server: 'vite --host 127.0.0.1 --port $PORT', answers },
      { name: 'build', commands: ['vite build'], server: 'vite preview --host 127.0.0.1 --port $PORT', answers },
    ],
  },
  {
    sections: ['wrangler'],
    modules: cloudflare,
    guests: ['main.wasm'],
    runs: [
      {
        name: 'dev',
        commands: ['unwasi transpile --precompiled main.wasm -o src/main'],
        server: 'wrangler dev --ip 127.0.0.1 --port $PORT',
        answers,
      },
    ],
  },
]
