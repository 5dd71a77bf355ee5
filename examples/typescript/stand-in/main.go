// A stand-in for TypeScript's compiler, to test the page without building the compiler. It takes the same arguments, reads the same
// files, and prints errors in the same form, but it only knows one error: a text where a line declares a number. It computes
// forever if a file has the word "endless".
package main

import (
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"unicode/utf16"
)

func main() {
	if !slices.Equal(os.Args[1:], []string{"-p", ".", "--noEmit", "--pretty", "false"}) {
		fmt.Fprintln(os.Stderr, "the stand-in got other arguments:", os.Args[1:])
		os.Exit(3)
	}
	if _, err := os.Stat("tsconfig.json"); err != nil {
		fmt.Println("error TS5057: Cannot find a tsconfig.json file at the specified directory: '.'.")
		os.Exit(1)
	}
	found := false
	err := fs.WalkDir(os.DirFS("."), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(name, ".ts") {
			return err
		}
		source, err := os.ReadFile(name)
		found = check(name, string(source)) || found
		return err
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(3)
	}
	if found {
		os.Exit(1)
	}
}

func check(name, source string) (found bool) {
	for strings.Contains(source, "endless") {
	}
	for number, line := range strings.Split(source, "\n") {
		declared, value, ok := strings.Cut(line, ": number = ")
		if !ok || !strings.HasPrefix(value, "'") {
			continue
		}
		found = true
		before := declared[:strings.LastIndex(declared, " ")+1]
		column := len(utf16.Encode([]rune(before))) + 1
		fmt.Printf("%s(%d,%d): error TS2322: Type 'string' is not assignable to type 'number'.\n", name, number+1, column)
	}
	return found
}
