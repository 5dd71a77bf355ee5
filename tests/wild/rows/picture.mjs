// A picture of 8 × 8 pixels in four formats, made for these tests, and the pixels that it has.
const texts = {
  webp: 'UklGRlgAAABXRUJQVlA4TEsAAAAvB8ABAM1lRP9jF4UveP/DoKBtGyZgyh/kDodmSAyzkWSwz0UZnEM5nEM5nGEIhWnbMNntKSWXIeWeDAlPPumEMjqh7Htz3rvvrQoA',
  gif: 'R0lGODlhCAAIAIUAAPz8ANj8JPzYJNjYALT8SLTYbPy0SNi0bLS0AJD8bGz8kGzYtJDYSGy02JC0JEj8tCT82CTY/EjYkAD8/ADY2Ei0/CS0kAC0tPyQbNiQSPxskNhstLSQJLRs2GyQ/JBs/JCQAGxsAEiQ2CSQtEhsJCRsSACQkABsbPxItNhIkPwk2Ngk/LRI/LQkkPwA/NgA2LQAtJBI2GxIJJAktGwkSJAAkGwAbCRIbEhIAEgkbCQkAABISAAkJEgASCQAJAAAACH+BnVud2FzaQAsAAAAAAgACAAACEsAf/joYaMGjBcueOjIQWNGixUqdtzAISMGixQoTpQgEeJDhw0aTIwQ4QEEhwwYLlio0MABggMGKESQsIBBgQECJkB4oCABgQAAAgIAOw==',
  bmp: 'Qk32AAAAAAAAADYAAAAoAAAACAAAAAgAAAABABgAAAAAAMAAAADEDgAAxA4AAAAAAAAAAAAA/PwA2PwktPxIkPxsbPyQSPy0JPzYAPz82NgA/NgkkNhItNhsSNiQbNi0ANjYJNj8tLQAkLQk/LRI2LRsJLSQALS0bLTYSLT8kJAAtJAk2JBI/JBsAJCQJJC0SJDYbJD8bGwASGwkJGxIAGxs/GyQ2Gy0tGzYkGz8SEgAbEgkAEhIJEhs2EiQ/Ei0kEjYtEj8JCQAACQkbCRISCRstCSQkCS0/CTY2CT8AAAAJAAkSABIbABskACQtAC02ADY/AD8',
  png: 'iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAOUlEQVR4nGNkYGBQYVDBRCwMKioMDHcYGDzQSIiEBwPDFAYGFQYGBBuuA52E64AoZ4Ex0O1QocAOAHOXGXoODGt5AAAAAElFTkSuQmCC',
}

export const picture = (format) => new Uint8Array(Buffer.from(texts[format], 'base64'))

/** How many pixels of an RGBA image differ from the picture: `8 × 8, 0 differ`. */
export function compared(width, height, pixels) {
  let differ = 0
  for (let y = 0; y < 8; y++) {
    for (let x = 0; x < 8; x++) {
      const at = (y * width + x) * 4
      const expected = [x * 36, y * 36, (x ^ y) * 36, 255]
      if (expected.some((value, channel) => pixels[at + channel] !== value)) differ++
    }
  }
  return `${width} × ${height}, ${differ} differ`
}
