package main

import (
	"bufio"
	"strconv"
	"strings"
)

// A key, or a report of the terminal.
type key struct {
	// name is "text", "enter", "left" … or "size".
	name          string
	text          rune
	columns, rows int
}

var controls = map[rune]string{
	'\r': "enter", '\n': "enter", 0x7f: "backspace", '\b': "backspace", 0x01: "home", 0x05: "end", 0x03: "cancel", 0x04: "eof", 0x15: "cancel",
}

var sequences = map[string]string{
	"A": "up", "B": "down", "C": "right", "D": "left", "H": "home", "F": "end", "3~": "delete", "1~": "home", "4~": "end",
}

// read sends the keys that arrive, and closes the channel at the end of the input.
func read(input *bufio.Reader, keys chan<- key) {
	defer close(keys)
	for {
		char, _, err := input.ReadRune()
		if err != nil {
			return
		}
		if char == '\x1b' {
			sequence, err := readSequence(input)
			if err != nil {
				return
			}
			if columns, rows, ok := sizeOf(sequence); ok {
				keys <- key{name: "size", columns: columns, rows: rows}
			} else if name := sequences[sequence]; name != "" {
				keys <- key{name: name}
			}
		} else if name := controls[char]; name != "" {
			keys <- key{name: name}
		} else if char >= ' ' {
			keys <- key{name: "text", text: char}
		}
	}
}

// readSequence returns what follows ESC [ or ESC O, up to its last letter. Escape alone has nothing to follow.
func readSequence(input *bufio.Reader) (string, error) {
	if input.Buffered() == 0 {
		return "", nil
	}
	if next, _, err := input.ReadRune(); err != nil || (next != '[' && next != 'O') {
		return "", err
	}
	var sequence strings.Builder
	for {
		char, _, err := input.ReadRune()
		if err != nil {
			return "", err
		}
		sequence.WriteRune(char)
		if char >= '@' && char <= '~' {
			return sequence.String(), nil
		}
	}
}

// sizeOf reads the report of mode 2048: 48 ; rows ; columns ; height ; width t.
func sizeOf(sequence string) (columns, rows int, ok bool) {
	fields := strings.Split(strings.TrimSuffix(sequence, "t"), ";")
	if !strings.HasSuffix(sequence, "t") || len(fields) < 3 || fields[0] != "48" {
		return 0, 0, false
	}
	rows, err := strconv.Atoi(fields[1])
	if err != nil {
		return 0, 0, false
	}
	columns, err = strconv.Atoi(fields[2])
	return columns, rows, err == nil && columns > 0 && rows > 0
}
