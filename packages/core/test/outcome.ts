import { UnwasiError } from '../src/errors.js'

/** `ok`, or the code of the refusal. Any other error fails the test. */
export async function outcome(work: () => unknown): Promise<string> {
  try {
    await work()
    return 'ok'
  } catch (error) {
    if (error instanceof UnwasiError) return error.code
    throw error
  }
}
