import type { Change } from './changes.js'

// Strings and lists of numbers are lowered in the same way as by jco, with the same results and errors, but faster.

/**
 * jco counts the bytes of a string one character at a time and then encodes it. Short strings are mostly ASCII, and cheaper to copy
 * than to encode. Others are encoded first, into an array that all calls share, unless they are long.
 */
const ENCODE = `
  const TEXT_ENCODED = new Uint8Array(3 * 4096);

  function _utf8AllocateAndEncode(text, realloc, memory) {
    if (typeof text !== 'string') {
      throw new TypeError('expected a string, received [' + typeof text + ']');
    }
    const { length } = text;
    if (length === 0) { return { ptr: 1, len: 0 }; }
    let ascii = 0;
    if (length < 24) { while (ascii < length && text.charCodeAt(ascii) < 0x80) ascii++; }
    let encoded;
    if (ascii < length) {
      encoded = length > 4096
      ? TEXT_ENCODER_UTF8.encode(text)
      : TEXT_ENCODED.subarray(0, TEXT_ENCODER_UTF8.encodeInto(text, TEXT_ENCODED).written);
    }
    const len = encoded === undefined ? length : encoded.length;
    const ptr = realloc(0, 0, 1, len);
    // The memory may have grown, so it is not looked at before.
    const bytes = new Uint8Array(memory.buffer, ptr, len);
    if (encoded === undefined) {
      for (let i = 0; i < len; i++) bytes[i] = text.charCodeAt(i);
    } else {
      bytes.set(encoded);
    }
    return { ptr, len };
  }
`

/** The changes that make lowering faster. */
export const LOWERING: readonly Change[] = [
  {
    find: /^ *function _utf8AllocateAndEncode\(s, realloc, memory\) \{\n[^]*?\n *const res = \{ ptr, len, codepoints \};\n *return res;\n *\}\n/gm,
    replace: ENCODE,
    mark: /\bfunction _utf8AllocateAndEncode\(/g,
  },
  // This makes a function for each number.
  {
    find: /(\b_requireValidNumericPrimitive)\.bind\(null, ('\w+')\)\(v\);$/gm,
    replace: '$1($2, v);',
    mark: /\b_requireValidNumericPrimitive\.bind\(null, '\w+'\)\(/g,
  },
]
