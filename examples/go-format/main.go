// Formats the Go source on its standard input, like gofmt. Its output is the formatted source. If the source does not parse, it prints
// each error as `line:column: message` on its standard error and exits with 2. Columns count bytes, from 1, as everywhere in Go.
package main

import (
	"errors"
	"fmt"
	"go/format"
	"go/scanner"
	"io"
	"os"
)

func main() {
	source, err := io.ReadAll(os.Stdin)
	if err != nil {
		fail(err)
	}
	formatted, err := format.Source(source)
	if err != nil {
		fail(err)
	}
	if _, err := os.Stdout.Write(formatted); err != nil {
		fail(err)
	}
}

func fail(err error) {
	var list scanner.ErrorList
	if !errors.As(err, &list) {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	for _, e := range list {
		fmt.Fprintf(os.Stderr, "%d:%d: %s\n", e.Pos.Line, e.Pos.Column, e.Msg)
	}
	os.Exit(2)
}
