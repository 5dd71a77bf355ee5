package main

import (
	"os"
	"strconv"
	"strings"
)

// A screen of a terminal.
type screen struct {
	file          *os.File
	columns, rows int
}

func newScreen(file *os.File, columns, rows int) *screen {
	return &screen{file, columns, rows}
}

func (s *screen) print(text string) {
	s.file.WriteString(text)
}

const prompt = "\x1b[32m>\x1b[0m "
const promptWidth = 2

// An editor reads lines, and keeps them.
type editor struct {
	screen  *screen
	keys    <-chan key
	history []string
}

// read returns the next line, or false at the end of the input.
func (e *editor) read() (string, bool) {
	var line []rune
	cursor, at := 0, len(e.history)
	e.draw(line, cursor)
	for key := range e.keys {
		switch key.name {
		case "text":
			line = append(line[:cursor], append([]rune{key.text}, line[cursor:]...)...)
			cursor++
		case "backspace":
			if cursor > 0 {
				line = append(line[:cursor-1], line[cursor:]...)
				cursor--
			}
		case "delete":
			if cursor < len(line) {
				line = append(line[:cursor], line[cursor+1:]...)
			}
		case "left":
			cursor = max(cursor-1, 0)
		case "right":
			cursor = min(cursor+1, len(line))
		case "home":
			cursor = 0
		case "end":
			cursor = len(line)
		case "up", "down":
			if key.name == "up" {
				at = max(at-1, 0)
			} else {
				at = min(at+1, len(e.history))
			}
			line = nil
			if at < len(e.history) {
				line = []rune(e.history[at])
			}
			cursor = len(line)
		case "cancel":
			e.screen.print("^C\n")
			line, cursor = nil, 0
		case "eof":
			if len(line) == 0 {
				return "", false
			}
		case "size":
			e.screen.columns, e.screen.rows = key.columns, key.rows
		case "enter":
			e.draw(line, len(line))
			e.screen.print("\n")
			text := string(line)
			if strings.TrimSpace(text) != "" {
				e.history = append(e.history, text)
			}
			return text, true
		}
		e.draw(line, cursor)
	}
	return "", false
}

// draw shows the part of the line around the cursor that fits.
func (e *editor) draw(line []rune, cursor int) {
	width := max(e.screen.columns-promptWidth-1, 1)
	from := max(cursor-width, 0)
	shown := string(line[from:min(len(line), from+width)])
	column := strconv.Itoa(promptWidth + cursor - from + 1)
	e.screen.print("\r\x1b[K" + prompt + shown + "\x1b[" + column + "G")
}
