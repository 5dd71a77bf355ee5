import type { Files } from './files.js'
import type { PackageName } from './versions.js'

/** The folder of a project that has the program. */
export const PROGRAM = 'program'

export interface Language {
  /** How people call it. */
  readonly title: string
  /** What an import names: a path in the project. */
  readonly source: string
  /** The program. Without an entry, it is a `.wasm` file. */
  readonly files: (name: string) => Files
  /** What has to be installed beside npm packages, and where it is found. Undefined if there is nothing. */
  readonly install?: string
  /** npm packages of its compiler. */
  readonly packages?: readonly PackageName[]
  /** What the option `toolchains` says about it. */
  readonly toolchains?: Readonly<Record<string, unknown>>
  /** Lines of `.gitignore`. */
  readonly ignored?: readonly string[]
}

const go = (title: string): Language['files'] => {
  return (name) => ({
    'go.mod': `module example.com/${modulePath(name)}

go 1.21
`,
    'main.go': `package main

import (
	"fmt"
	"os"
	"strings"
)

func main() {
	name := "world"
	if len(os.Args) > 1 {
		name = strings.Join(os.Args[1:], " ")
	}
	fmt.Printf("Hello, %s!\\n", name)
	fmt.Println("This is ${title} in WebAssembly.")
}
`,
  })
}

/** Go refuses names that Windows does not have for files, `aux` and `a~1` among them: https://go.dev/ref/mod#go-mod-file-ident */
const REFUSED_BY_GO = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)|~\d+(?:\.|$)|\.$|^[-~]/

const modulePath = (name: string): string =>
  name
    .replace(/^@/, '')
    .split('/')
    .map((part) =>
      REFUSED_BY_GO.test(part) ? `program-${part.replaceAll(/[^a-z0-9]+/g, '-')}`.replaceAll(/-+/g, '-').replace(/-$/, '') : part,
    )
    .join('/')

const rust = (name: string): Files => ({
  'Cargo.toml': `[package]
name = "${crateName(name)}"
version = "0.1.0"
edition = "2021"

# The package belongs to no workspace in a folder above.
[workspace]
`,
  'src/main.rs': `use std::env;

fn main() {
    let names: Vec<String> = env::args().skip(1).collect();
    let name = if names.is_empty() { "world".to_string() } else { names.join(" ") };
    println!("Hello, {name}!");
    println!("This is Rust in WebAssembly.");
}
`,
})

/** Cargo takes letters, digits, `-` and `_`, no digit at the beginning, and no name of a folder in `target`. */
function crateName(name: string): string {
  const letters = name.replace(/^@[^/]*\//, '').replaceAll(/[^\w-]/g, '-')
  return /^[A-Za-z_]/.test(letters) && !/^(?:build|deps|examples|incremental)$/.test(letters)
    ? letters
    : `program-${letters.replace(/^-+/, '')}`
}

const ZIG = `const std = @import("std");
const wasi = std.os.wasi;

// These are functions of WASI itself, because those of Zig's library differ from one version of Zig to the next.
fn print(text: []const u8) void {
    const parts = [_]wasi.ciovec_t{.{ .base = text.ptr, .len = text.len }};
    var written: usize = 0;
    _ = wasi.fd_write(1, &parts, 1, &written);
}

var pointers: [64][*:0]u8 = undefined;
var buffer: [4096]u8 = undefined;

pub fn main() void {
    var count: usize = 0;
    var size: usize = 0;
    _ = wasi.args_sizes_get(&count, &size);
    print("Hello,");
    if (count > 1 and count <= pointers.len and size <= buffer.len) {
        _ = wasi.args_get(&pointers, &buffer);
        for (pointers[1..count]) |name| {
            print(" ");
            print(std.mem.span(name));
        }
    } else {
        print(" world");
    }
    print("!\\nThis is Zig in WebAssembly.\\n");
}
`

const C = `#include <stdio.h>

int main(int argc, char **argv) {
  printf("Hello,");
  if (argc < 2) printf(" world");
  for (int i = 1; i < argc; i++) printf(" %s", argv[i]);
  printf("!\\nThis is C in WebAssembly.\\n");
}
`

const CPP = `#include <iostream>
#include <string>

int main(int argc, char **argv) {
  std::string names = argc < 2 ? " world" : "";
  for (int i = 1; i < argc; i++) names += std::string(" ") + argv[i];
  std::cout << "Hello," << names << "!\\nThis is C++ in WebAssembly." << std::endl;
}
`

const ASSEMBLYSCRIPT = `const names = process.argv.slice(1)

console.log("Hello, " + (names.length > 0 ? names.join(" ") : "world") + "!")
console.log("This is AssemblyScript in WebAssembly.")
`

/** AssemblyScript's own types, for editors. */
const ASSEMBLYSCRIPT_CONFIG = `{
  "extends": "assemblyscript/std/assembly.json",
  "include": ["./**/*.ts"]
}
`

const clang = 'Zig (https://ziglang.org/download/), wasi-sdk (https://github.com/WebAssembly/wasi-sdk) or clang with wasi-libc'

const all = {
  go: {
    title: 'Go',
    source: 'main.go',
    files: go('Go'),
    install: 'Go 1.21 or later (https://go.dev/dl/)',
  },
  tinygo: {
    title: 'TinyGo',
    source: 'main.go',
    files: go('TinyGo'),
    install: 'TinyGo 0.35 or later, and the Go that it needs (https://tinygo.org/getting-started/install/)',
    toolchains: { go: { compiler: 'tinygo' } },
  },
  rust: {
    title: 'Rust',
    source: 'src/main.rs',
    files: rust,
    install: 'Rust (https://rustup.rs), and then: rustup target add wasm32-wasip1',
    ignored: [`${PROGRAM}/target/`],
  },
  zig: {
    title: 'Zig',
    source: 'main.zig',
    files: () => ({ 'main.zig': ZIG }),
    install: 'Zig (https://ziglang.org/download/, or: pip install ziglang)',
  },
  c: { title: 'C', source: 'main.c', files: () => ({ 'main.c': C }), install: clang },
  cpp: { title: 'C++', source: 'main.cpp', files: () => ({ 'main.cpp': CPP }), install: clang },
  assemblyscript: {
    title: 'AssemblyScript',
    source: 'main.ts',
    files: () => ({ 'main.ts': ASSEMBLYSCRIPT, 'tsconfig.json': ASSEMBLYSCRIPT_CONFIG }),
    packages: ['assemblyscript', '@assemblyscript/wasi-shim'],
  },
  wasm: { title: 'a .wasm file', source: 'program.wasm', files: () => ({}) },
} satisfies Record<string, Language>

export type LanguageName = keyof typeof all

/** The languages by name. */
export const languages: Readonly<Record<LanguageName, Language>> = all
