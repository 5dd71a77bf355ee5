import { greeting, type Row } from '../project.js'
import { shared } from './shared.js'

const answers = { '': greeting }

export const rows: Row[] = [
  {
    sections: ["Cloudflare's Vite plugin"],
    modules: shared,
    runs: [
      { name: 'dev', server: 'vite --host 127.0.0.1 --port $PORT', answers },
      { name: 'build', commands: ['vite build'], server: 'vite preview --host 127.0.0.1 --port $PORT', answers },
    ],
  },
  {
    sections: ['wrangler'],
    modules: shared,
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
