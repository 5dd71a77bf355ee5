// Keeps a megabyte in each case.
const kept = []

export default {
  name: 'leaking',
  share: 1,
  batch: 60,
  make: () => ({}),
  check: () => void kept.push(new Uint8Array(2 ** 20).fill(1)),
}
