// An interactive program: it edits lines, has colours, and follows the size of its terminal. The terminal is raw, so the program echoes.
package main

import (
	"bufio"
	"os"
	"strconv"
	"strings"
	"time"
)

const help = `commands:
  echo TEXT    prints the text
  primes N     counts the primes below N, which takes a while if N is large
  watch        shows a clock until a key is pressed
  size         prints the size of the terminal, which follows the window
  colors       prints the colours
  exit [CODE]  ends the program
Keys: arrows, Home, End, Backspace, Ctrl-C gives up a line, Ctrl-D at its start ends the program.
`

func main() {
	screen := newScreen(os.Stdout, atoi(os.Getenv("COLUMNS"), 80), atoi(os.Getenv("LINES"), 24))
	keys := make(chan key)
	go read(bufio.NewReader(os.Stdin), keys)

	// Terminals that know this mode report each change of their size.
	screen.print("\x1b[?2048h")
	screen.print("\x1b[1mA Go program in your browser\x1b[0m. Type \x1b[33mhelp\x1b[0m.\n")
	editor := &editor{screen: screen, keys: keys}
	for {
		line, ok := editor.read()
		if !ok {
			screen.print("\n")
			os.Exit(0)
		}
		run(strings.Fields(line), screen, keys)
	}
}

func run(words []string, screen *screen, keys <-chan key) {
	if len(words) == 0 {
		return
	}
	rest := words[1:]
	switch words[0] {
	case "help":
		screen.print(help)
	case "echo":
		screen.print(strings.Join(rest, " ") + "\n")
	case "primes":
		start := time.Now()
		count := primes(atoi(strings.Join(rest, ""), 100_000))
		screen.print(strconv.Itoa(count) + " primes in " + time.Since(start).Round(time.Millisecond).String() + "\n")
	case "watch":
		watch(screen, keys)
	case "size":
		screen.print(strconv.Itoa(screen.columns) + " x " + strconv.Itoa(screen.rows) + "\n")
	case "colors":
		for color := range 8 {
			number := strconv.Itoa(color)
			screen.print("\x1b[3" + number + "m colour " + number + " \x1b[0m\x1b[4" + number + "m colour " + number + " \x1b[0m\n")
		}
	case "exit":
		os.Exit(atoi(strings.Join(rest, ""), 0) & 255)
	default:
		screen.print("\x1b[31munknown command " + strconv.Quote(words[0]) + "\x1b[0m: type help\n")
	}
}

// primes counts the primes below limit by dividing, so that it computes for a while.
func primes(limit int) int {
	count := 0
next:
	for number := 2; number < limit; number++ {
		for divisor := 2; divisor*divisor <= number; divisor++ {
			if number%divisor == 0 {
				continue next
			}
		}
		count++
	}
	return count
}

// watch shows the time until a key is pressed. The timer ticks while the program waits for input.
func watch(screen *screen, keys <-chan key) {
	ticks := time.NewTicker(200 * time.Millisecond)
	defer ticks.Stop()
	start := time.Now()
	for {
		screen.print("\r\x1b[K" + time.Since(start).Round(100*time.Millisecond).String() + " (press a key)")
		select {
		case <-ticks.C:
		case pressed, open := <-keys:
			if pressed.name == "size" {
				screen.columns, screen.rows = pressed.columns, pressed.rows
				continue
			}
			screen.print("\n")
			if !open {
				os.Exit(0)
			}
			return
		}
	}
}

func atoi(text string, otherwise int) int {
	number, err := strconv.Atoi(text)
	if err != nil {
		return otherwise
	}
	return number
}
