// Decoders of images, which work over pointers.
import { npm } from '../row.mjs'
import { compared, picture } from './picture.mjs'

/** The calls that the image decoders of @cwasm have in common: pointers to pixels, width and height come back through `out`. */
async function decoded({ main, copyIn, copyOut }, format, call) {
  const lib = await main()
  const bytes = picture(format)
  const [input, out] = [copyIn(lib, bytes), lib.malloc(12)]
  const result = call(lib, out, input, bytes.length)
  const [pixels, width, height] = new Uint32Array(lib.memory.buffer, out, 3)
  const answer = `${result} ${compared(width, height, copyOut(lib, pixels, width * height * 4))}`
  for (const pointer of [pixels, input, out]) lib.free(pointer)
  return answer
}

/** @type {import('../row.mjs').Row[]} */
export const imageRows = [
  {
    name: 'lodepng',
    from: npm('@cwasm/lodepng@0.1.9', 'lodepng.wasm'),
    how: 'memory',
    oracle: 'the pixels that the picture was made of',
    run: (t) => decoded(t, 'png', (lib, out, input, length) => lib.lodepng_decode32(out, out + 4, out + 8, input, length)),
    expect: '0 8 × 8, 0 differ',
  },
  {
    name: 'webp',
    from: npm('@cwasm/webp@0.1.5', 'webp.wasm'),
    how: 'memory',
    oracle: 'the pixels that the picture was made of',
    run: (t) =>
      decoded(t, 'webp', (lib, out, input, length) => {
        new Uint32Array(lib.memory.buffer, out, 1)[0] = lib.WebPDecodeRGBA(input, length, out + 4, out + 8)
        return 0
      }),
    expect: '0 8 × 8, 0 differ',
  },
  {
    name: 'nsgif',
    from: npm('@cwasm/nsgif@0.1.2', 'nsgif.wasm'),
    how: 'memory',
    oracle: 'the pixels that the picture was made of',
    run: (t) => decoded(t, 'gif', (lib, out, input, length) => lib.decode_gif(out, out + 4, out + 8, input, length)),
    expect: '0 8 × 8, 0 differ',
  },
  {
    name: 'nsbmp',
    from: npm('@cwasm/nsbmp@0.1.3', 'nsbmp.wasm'),
    how: 'memory',
    oracle: 'the pixels that the picture was made of',
    run: (t) => decoded(t, 'bmp', (lib, out, input, length) => lib.decode_bmp(out, out + 4, out + 8, input, length)),
    expect: '0 8 × 8, 0 differ',
  },
]
