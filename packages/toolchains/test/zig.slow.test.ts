import { existsSync, mkdirSync } from 'node:fs'
import path from 'node:path'

import { describe, expect, test } from 'vitest'

import { findCommand } from '../src/find.js'
import { build, errorOf, exportsOf, folder, isMissing, outputOf, programOf, project, watched } from './harness.js'

// The command, or the package of Python.
const [command, prefix] = findCommand('zig') === undefined ? ['python3', ['-m', 'ziglang']] : ['zig', []]

describe.skipIf(isMissing('Zig', command, [...prefix, 'version']))('Zig', { timeout: 300_000 }, () => {
  test('builds a file, and watches what it imports and embeds', async () => {
    const base = project('zig file', {
      'main.zig': `const std = @import("std");
const helper = @import("src/helper.zig");
pub fn main() void {
    std.debug.print("{s} {d}\\n", .{ @embedFile("text.txt"), helper.n });
}
`,
      'src/helper.zig': 'pub const n = 3;\n',
      'text.txt': 'text',
    })
    const outcome = await build(base)
    expect(outputOf(outcome)).toBe('text 3\n')
    expect(watched(outcome, base)).toEqual(['main.zig', 'src/helper.zig', 'text.txt'])
    project('zig file', { 'main.zig': 'pub fn main() void {}\n' })
    const smaller = await build(base, { production: true })
    expect(programOf(smaller).length).toBeLessThan(programOf(outcome).length)
    expect(watched(smaller, base)).toEqual(['main.zig'])
  })

  test('builds a reactor where functions are exported', async () => {
    const base = project('zig reactor', { 'lib.zig': 'export fn add(a: i32, b: i32) i32 {\n    return a + b;\n}\n' })
    const exported = exportsOf(await build(path.join(base, 'lib.zig'), { production: true }))
    expect(exported).toContain('add')
    expect(exported).not.toContain('_start')
  })

  test('reports errors in their places, and recovers', async () => {
    const base = project('zig errors', {
      'main.zig': 'const later = @import("later.zig");\npub fn main() void {\n    later.f();\n}\n',
    })
    const missing = await build(base)
    expect(errorOf(missing).diagnostics).toMatchObject([
      { file: path.join(base, 'later.zig'), message: expect.stringContaining('later.zig') },
    ])
    expect(watched(missing, base)).toEqual(['later.zig', 'main.zig'])
    project('zig errors', { 'later.zig': 'pub fn f() void {\n    const s = "ä"; _ = s; const n: u8 = "x"; _ = n;\n}\n' })
    expect(errorOf(await build(base)).diagnostics).toMatchObject([
      { file: path.join(base, 'later.zig'), line: 2, column: 41, message: expect.stringContaining("expected type 'u8'") },
    ])
    project('zig errors', { 'later.zig': 'pub fn f() void {}\n' })
    expect(outputOf(await build(base))).toBe('')
  })

  // The first use of build.zig compiles zig's build system for minutes, so CI leaves it out.
  test.skipIf(process.env['UNWASI_TOOLCHAINS'] !== 'all')('builds what a build.zig installs', { timeout: 600_000 }, async () => {
    const base = project('zig build', {
      'build.zig': `const std = @import("std");
const extra = @import("extra.zig");
pub fn build(b: *std.Build) void {
    const target = b.standardTargetOptions(.{});
    const optimize = b.standardOptimizeOption(.{});
    for (extra.names) |name| {
        const exe = b.addExecutable(.{ .name = name, .root_module = b.createModule(.{
            .root_source_file = b.path("src/main.zig"),
            .target = target,
            .optimize = optimize,
        }) });
        b.installArtifact(exe);
    }
}
`,
      'extra.zig': 'pub const names = [_][]const u8{ "tool", "other" };\n',
      'src/main.zig': 'const std = @import("std");\npub fn main() void {\n    std.debug.print("built\\n", .{});\n}\n',
    })
    expect(errorOf(await build(base)).message).toMatch(/other, tool/)
    const outcome = await build(base, { options: { zig: { artifact: 'tool' } }, production: true })
    expect(outputOf(outcome)).toBe('built\n')
    expect(outcome.result).toMatchObject({ name: 'tool' })
    expect(watched(outcome, base)).toEqual(['build.zig', 'extra.zig', 'src/main.zig'])
    project('zig build', { 'src/main.zig': 'pub fn main() void {\n    nothing();\n}\n' })
    const failed = await build(base, { options: { zig: { artifact: 'tool' } } })
    expect(errorOf(failed).diagnostics).toMatchObject([{ file: path.join(base, 'src/main.zig'), line: 2, column: 5 }])
    expect(existsSync(path.join(base, 'zig-out'))).toBe(false)
  })

  // It compiles the C library first, which takes a minute the first time.
  test.skipIf(process.env['UNWASI_TOOLCHAINS'] !== 'all')('builds C', { timeout: 300_000 }, async () => {
    const base = project('zig cc', { 'main.c': '#include <stdio.h>\nint main(void) { puts("C"); return 0; }\n' })
    // Nothing else in PATH: clang would do.
    const bin = path.dirname(findCommand(command) ?? '')
    mkdirSync(path.join(folder, 'empty'), { recursive: true })
    const outcome = await build(base, { options: { env: { PATH: [bin, path.join(folder, 'empty')].join(path.delimiter) } } })
    expect(outputOf(outcome)).toBe('C\n')
  })
})

test('where Zig is missing, it says how to install it', async () => {
  const base = project('zig missing', { 'main.zig': '' })
  await expect(build(base, { options: { env: { PATH: folder } } })).rejects.toMatchObject({
    code: 'NO_TOOLCHAIN',
    fix: expect.stringContaining('pip install ziglang'),
  })
})
