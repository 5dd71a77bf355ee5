// WASI 0.2 as the generator needs it: every interface of wasi:cli, clocks, filesystem, io and random, in WIT's words.
// https://github.com/WebAssembly/WASI/tree/main/wasip2

export const WASI = `
interface wasi:io/error
resource error
error.to-debug-string (self borrow<error>) string

interface wasi:io/poll
resource pollable
pollable.ready (self borrow<pollable>) bool
pollable.block (self borrow<pollable>)
poll (in list<borrow<pollable>>) list<u32>

interface wasi:io/streams
use wasi:io/error error
use wasi:io/poll pollable
resource input-stream
resource output-stream
type stream-error variant<last-operation-failed:own<error>,closed>
input-stream.read (self borrow<input-stream>, len u64) result<list<u8>,stream-error>
input-stream.blocking-read (self borrow<input-stream>, len u64) result<list<u8>,stream-error>
input-stream.skip (self borrow<input-stream>, len u64) result<u64,stream-error>
input-stream.blocking-skip (self borrow<input-stream>, len u64) result<u64,stream-error>
input-stream.subscribe (self borrow<input-stream>) own<pollable>
output-stream.check-write (self borrow<output-stream>) result<u64,stream-error>
output-stream.write (self borrow<output-stream>, contents list<u8>) result<_,stream-error>
output-stream.blocking-write-and-flush (self borrow<output-stream>, contents list<u8>) result<_,stream-error>
output-stream.flush (self borrow<output-stream>) result<_,stream-error>
output-stream.blocking-flush (self borrow<output-stream>) result<_,stream-error>
output-stream.subscribe (self borrow<output-stream>) own<pollable>
output-stream.write-zeroes (self borrow<output-stream>, len u64) result<_,stream-error>
output-stream.blocking-write-zeroes-and-flush (self borrow<output-stream>, len u64) result<_,stream-error>
output-stream.splice (self borrow<output-stream>, src borrow<input-stream>, len u64) result<u64,stream-error>
output-stream.blocking-splice (self borrow<output-stream>, src borrow<input-stream>, len u64) result<u64,stream-error>

interface wasi:clocks/monotonic-clock
use wasi:io/poll pollable
now () u64
resolution () u64
subscribe-instant (when u64) own<pollable>
subscribe-duration (when u64) own<pollable>

interface wasi:clocks/wall-clock
type datetime record<seconds:u64,nanoseconds:u32>
now () datetime
resolution () datetime

interface wasi:filesystem/types
use wasi:io/streams input-stream
use wasi:io/streams output-stream
use wasi:io/error error
use wasi:clocks/wall-clock datetime
resource descriptor
resource directory-entry-stream
type descriptor-type enum<unknown,block-device,character-device,directory,fifo,symbolic-link,regular-file,socket>
type descriptor-flags flags<read,write,file-integrity-sync,data-integrity-sync,requested-write-sync,mutate-directory>
type path-flags flags<symlink-follow>
type open-flags flags<create,directory,exclusive,truncate>
type descriptor-stat record<type:descriptor-type,link-count:u64,size:u64,data-access-timestamp:option<datetime>,data-modification-timestamp:option<datetime>,status-change-timestamp:option<datetime>>
type new-timestamp variant<no-change,now,timestamp:datetime>
type directory-entry record<type:descriptor-type,name:string>
type error-code enum<access,would-block,already,bad-descriptor,busy,deadlock,quota,exist,file-too-large,illegal-byte-sequence,in-progress,interrupted,invalid,io,is-directory,loop,too-many-links,message-size,name-too-long,no-device,no-entry,no-lock,insufficient-memory,insufficient-space,not-directory,not-empty,not-recoverable,unsupported,no-tty,no-such-device,overflow,not-permitted,pipe,read-only,invalid-seek,text-file-busy,cross-device>
type advice enum<normal,sequential,random,will-need,dont-need,no-reuse>
type metadata-hash-value record<lower:u64,upper:u64>
descriptor.read-via-stream (self borrow<descriptor>, offset u64) result<own<input-stream>,error-code>
descriptor.write-via-stream (self borrow<descriptor>, offset u64) result<own<output-stream>,error-code>
descriptor.append-via-stream (self borrow<descriptor>) result<own<output-stream>,error-code>
descriptor.advise (self borrow<descriptor>, offset u64, length u64, advice advice) result<_,error-code>
descriptor.sync-data (self borrow<descriptor>) result<_,error-code>
descriptor.get-flags (self borrow<descriptor>) result<descriptor-flags,error-code>
descriptor.get-type (self borrow<descriptor>) result<descriptor-type,error-code>
descriptor.set-size (self borrow<descriptor>, size u64) result<_,error-code>
descriptor.set-times (self borrow<descriptor>, data-access-timestamp new-timestamp, data-modification-timestamp new-timestamp) result<_,error-code>
descriptor.read (self borrow<descriptor>, length u64, offset u64) result<tuple<list<u8>,bool>,error-code>
descriptor.write (self borrow<descriptor>, buffer list<u8>, offset u64) result<u64,error-code>
descriptor.read-directory (self borrow<descriptor>) result<own<directory-entry-stream>,error-code>
descriptor.sync (self borrow<descriptor>) result<_,error-code>
descriptor.create-directory-at (self borrow<descriptor>, path string) result<_,error-code>
descriptor.stat (self borrow<descriptor>) result<descriptor-stat,error-code>
descriptor.stat-at (self borrow<descriptor>, path-flags path-flags, path string) result<descriptor-stat,error-code>
descriptor.set-times-at (self borrow<descriptor>, path-flags path-flags, path string, data-access-timestamp new-timestamp, data-modification-timestamp new-timestamp) result<_,error-code>
descriptor.link-at (self borrow<descriptor>, old-path-flags path-flags, old-path string, new-descriptor borrow<descriptor>, new-path string) result<_,error-code>
descriptor.open-at (self borrow<descriptor>, path-flags path-flags, path string, open-flags open-flags, flags descriptor-flags) result<own<descriptor>,error-code>
descriptor.readlink-at (self borrow<descriptor>, path string) result<string,error-code>
descriptor.remove-directory-at (self borrow<descriptor>, path string) result<_,error-code>
descriptor.rename-at (self borrow<descriptor>, old-path string, new-descriptor borrow<descriptor>, new-path string) result<_,error-code>
descriptor.symlink-at (self borrow<descriptor>, old-path string, new-path string) result<_,error-code>
descriptor.unlink-file-at (self borrow<descriptor>, path string) result<_,error-code>
descriptor.is-same-object (self borrow<descriptor>, other borrow<descriptor>) bool
descriptor.metadata-hash (self borrow<descriptor>) result<metadata-hash-value,error-code>
descriptor.metadata-hash-at (self borrow<descriptor>, path-flags path-flags, path string) result<metadata-hash-value,error-code>
directory-entry-stream.read-directory-entry (self borrow<directory-entry-stream>) result<option<directory-entry>,error-code>
filesystem-error-code (err borrow<error>) option<error-code>

interface wasi:filesystem/preopens
use wasi:filesystem/types descriptor
get-directories () list<tuple<own<descriptor>,string>>

interface wasi:random/random
get-random-bytes (len u64) list<u8>
get-random-u64 () u64

interface wasi:random/insecure
get-insecure-random-bytes (len u64) list<u8>
get-insecure-random-u64 () u64

interface wasi:random/insecure-seed
insecure-seed () tuple<u64,u64>

interface wasi:cli/environment
get-environment () list<tuple<string,string>>
get-arguments () list<string>
initial-cwd () option<string>

interface wasi:cli/exit
exit (status result<_,_>)

interface wasi:cli/stdin
use wasi:io/streams input-stream
get-stdin () own<input-stream>

interface wasi:cli/stdout
use wasi:io/streams output-stream
get-stdout () own<output-stream>

interface wasi:cli/stderr
use wasi:io/streams output-stream
get-stderr () own<output-stream>

interface wasi:cli/terminal-input
resource terminal-input

interface wasi:cli/terminal-output
resource terminal-output

interface wasi:cli/terminal-stdin
use wasi:cli/terminal-input terminal-input
get-terminal-stdin () option<own<terminal-input>>

interface wasi:cli/terminal-stdout
use wasi:cli/terminal-output terminal-output
get-terminal-stdout () option<own<terminal-output>>

interface wasi:cli/terminal-stderr
use wasi:cli/terminal-output terminal-output
get-terminal-stderr () option<own<terminal-output>>
`

/** `result<list<u8>,stream-error>` → `{ kind: 'result', of: [{ kind: 'list', … }, { kind: 'stream-error', of: [] }] }` */
export const parseType = (text) => {
  let at = 0
  const type = () => {
    const word = /^[\w-]*/.exec(text.slice(at))[0]
    at += word.length
    const found = { kind: word, of: [], names: [] }
    if (text[at] !== '<') return found
    do {
      at++
      const label = /^[\w-]+:/.exec(text.slice(at))?.[0] ?? ''
      at += label.length
      const inner = type()
      found.names.push(label ? label.slice(0, -1) : inner.kind)
      found.of.push(label || !['enum', 'flags', 'variant'].includes(word) ? inner : undefined)
    } while (text[at] === ',')
    at++
    return found
  }
  return type()
}

/**
 * The interfaces: `{ face, uses, resources, types, functions }`. Functions have their full WIT names, such as
 * `[method]pollable.block`.
 */
export const interfaces = () =>
  WASI.trim()
    .split('\n\n')
    .map((block) => {
      const [head, ...lines] = block.split('\n')
      const made = { face: head.split(' ')[1], uses: [], resources: [], types: [], functions: [] }
      for (const line of lines) {
        const [word, second, third] = line.split(' ')
        if (word === 'use') made.uses.push([second, third])
        else if (word === 'resource') made.resources.push(second)
        else if (word === 'type') made.types.push([second, parseType(third)])
        else {
          const [, name, list, result] = /^(\S+) \((.*)\) ?(.*)$/.exec(line)
          const params = list ? list.split(', ').map((one) => [one.split(' ')[0], parseType(one.split(' ')[1])]) : []
          made.functions.push({
            name: name.includes('.') ? `[method]${name}` : name,
            params,
            result: result ? parseType(result) : undefined,
          })
        }
      }
      return made
    })
