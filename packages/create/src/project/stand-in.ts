/** The bytes of `stand-in.wat`, in base64. */
const BASE64 = [
  'AGFzbQEAAAABFwRgAn9/AX9gBH9/f38Bf2ACf38AYAAAAm0DFndhc2lfc25hcHNob3RfcHJldmlldzEOYXJnc19zaXplc19nZXQAABZ3YXNpX3NuYXBzaG90',
  'X3ByZXZpZXcxCGFyZ3NfZ2V0AAAWd2FzaV9zbmFwc2hvdF9wcmV2aWV3MQhmZF93cml0ZQABAwMCAgMFAwEAAgcTAgZtZW1vcnkCAAZfc3RhcnQABArHAQIb',
  'AEEAIAA2AgBBBCABNgIAQQFBAEEBQQgQAhoLqAEBA39BEEEUEAAaQRAoAgBBBGxBFCgCAGpBgOAHSwRAAAtBgCBBECgCAEEEbGohAEGAICAAEAEaQcAAQQcQ',
  'A0EQKAIAQQJJBEBB0ABBBRADBSAAQRQoAgBqQQFrIQFBhCAoAgAhACAAIQICQANAIAIgAU8NASACLQAARQRAIAJBIDoAAAsgAkEBaiECDAALCyAAIAEgAGsQ',
  'AwtB4ABBAhADQfAAQSIQAwsLSQQAQcAACwdIZWxsbywgAEHQAAsFd29ybGQAQeAACwIhCgBB8AALIlRoaXMgaXMgYSBzbWFsbCBzdGFuZC1pbiBwcm9ncmFt',
  'Lgo=',
].join('')

/** A program of a few hundred bytes that greets like those of the languages. */
export const standIn = (): Uint8Array => Uint8Array.from(atob(BASE64), (character) => character.charCodeAt(0))
