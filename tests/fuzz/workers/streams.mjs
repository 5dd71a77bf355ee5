// The caller's ends of a run: what it reads, and where its output goes.
import { Readable, Writable } from 'node:stream'
import { setTimeout as later } from 'node:timers/promises'

const turns = async (count) => {
  for (let turn = 0; turn < count; turn++) await new Promise(setImmediate)
}

/** A chunk whose bytes tell where it is. Some chunks are text. */
const chunkOf = (length, index) => {
  const bytes = new Uint8Array(length).map((_, at) => 97 + ((index + at) % 25))
  return index % 2 ? bytes : Buffer.from(bytes).toString()
}
export const chunksOf = ({ chunks }) => chunks.map(chunkOf)

/** What an input yields before it ends or fails, as an input that is already there. */
export const inputOf = (plan) => {
  const chunks = chunksOf(plan)
  if (plan.kind === 'none') return {}
  return { input: ['text', 'bytes'].includes(plan.kind) ? joined(chunks) : chunks }
}

const joined = (chunks) => Buffer.concat(chunks.map((chunk) => Buffer.from(chunk)))

/** What a run is given as input, and what it did with that: `state.asked` after the end, and `state.open`. */
export const makeSource = (plan, state, own) => {
  const chunks = chunksOf(plan)
  const next = async (at) => {
    await turns(plan.turns)
    if (at < chunks.length) return { done: false, value: chunks[at] }
    if (plan.kind === 'throws later') throw own
    if (plan.kind === 'hangs') await new Promise(() => {})
    return { done: true, value: undefined }
  }
  /** Follows an iterator: the run must close it if it has begun and has not ended by itself. */
  const watch = (result) => {
    if (result.done) state.open = false
    return result
  }
  const iterator = (answer) => {
    let at = 0
    return {
      next() {
        if (state.over) state.late.push('the input is read')
        state.open = true
        try {
          const result = answer(at++)
          return result.then ? result.then(watch, closed) : watch(result)
        } catch (error) {
          return closed(error)
        }
      },
      return: () => watch({ done: true, value: undefined }),
    }
  }
  const closed = (error) => {
    state.open = false
    throw error
  }
  switch (plan.kind) {
    case 'none':
      return {}
    case 'text':
      return { input: joined(chunks).toString() }
    case 'bytes':
      return { input: new Uint8Array(joined(chunks)) }
    case 'chunks':
      return { input: { [Symbol.iterator]: () => iterator((at) => ({ done: at >= chunks.length, value: chunks[at] })) } }
    case 'wrong':
      return { input: [...chunks, 42] }
    case 'throws': {
      const answer = (at) => {
        if (at === chunks.length) throw own
        return { done: at > chunks.length, value: chunks[at] }
      }
      return { input: { [Symbol.iterator]: () => iterator(answer) } }
    }
    case 'stream': {
      let at = 0
      return {
        input: new ReadableStream({
          async pull(controller) {
            const { done, value } = await next(at++)
            if (done) controller.close()
            else controller.enqueue(value)
          },
        }),
      }
    }
    case 'readable':
      // Node's streams take an empty chunk for nothing at all.
      return {
        input: Readable.from(
          chunks.filter(({ length }) => length),
          { objectMode: true },
        ),
      }
    case 'pipe':
    case 'open pipe':
      return { stdin: 'pipe' }
    default:
      return { input: { [Symbol.asyncIterator]: () => iterator(next) } }
  }
}

/** Where output goes. What arrives is added to `state.chunks`. */
export const makeSink = (plan, state, own) => {
  const take = (chunk) => {
    if (state.over) state.late.push(`output arrives (${plan.kind})`)
    state.chunks.push(Buffer.from(chunk))
    if (state.chunks.length > plan.at && /throws|failing/.test(plan.kind)) {
      state.failed = true
      throw own
    }
  }
  /** A stream takes from its own queue what the run gave it before. */
  const fromQueue = (chunk) => {
    const late = state.over && !state.clean
    if (late) state.chunks.push(Buffer.from(chunk))
    else take(chunk)
  }
  switch (plan.kind) {
    case 'pipe':
    case 'ignore':
      return plan.kind
    case 'function':
    case 'throws':
      return take
    case 'stream':
    case 'failing stream':
      return new WritableStream({ write: fromQueue })
    case 'slow stream':
      return new WritableStream({
        async write(chunk) {
          await later(plan.at)
          fromQueue(chunk)
        },
      })
    case 'stuck stream':
      return new WritableStream({ write: (chunk) => (fromQueue(chunk), new Promise(() => {})) })
    case 'writable':
    case 'failing writable':
      return new Writable({
        highWaterMark: 1000,
        write(chunk, _, done) {
          setTimeout(() => {
            try {
              fromQueue(chunk)
              done()
            } catch (error) {
              done(error)
            }
          }, plan.at)
        },
      })
    default:
      return 'pipe'
  }
}

/** Reads a stream of a spawned program, as `plan` says. Resolves to the error with which it ended, or to 'left'. */
export const readAll = async (stream, plan, state) => {
  if (!['read', 'read slowly', 'left'].includes(plan.kind)) return undefined
  let count = 0
  try {
    for await (const chunk of stream) {
      state.chunks.push(Buffer.from(chunk))
      if (plan.kind === 'left' && count++ >= plan.at) {
        state.failed = true
        return 'left'
      }
      if (plan.kind === 'read slowly') await later(2)
    }
    return undefined
  } catch (error) {
    return { error }
  }
}

export const bytesOf = ({ chunks }) => Buffer.concat(chunks)
