// An ordinary command-line program: it greets who it is told to, and counts the words of what it reads.
//
//	main [-n COUNT] [NAME...] < text
package main

import (
	"bufio"
	"flag"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"unicode"
)

var greetings = []string{"Hello", "Hallo", "Bonjour", "¡Hola!", "Ciao", "こんにちは"}

func main() {
	count := flag.Int("n", 5, "how many words to list")
	flag.Parse()

	names := flag.Args()
	if len(names) == 0 {
		names = []string{"world"}
	}
	fmt.Printf("%s on %s/%s says:\n", runtime.Version(), runtime.GOOS, runtime.GOARCH)
	for i, name := range names {
		fmt.Printf("  %d. %s, %s\n", i+1, greetings[i%len(greetings)], name)
	}

	words, err := countWords(os.Stdin)
	if err != nil {
		fmt.Fprintln(os.Stderr, "stdin:", err)
		os.Exit(1)
	}
	if len(words) > 0 {
		fmt.Println("\nwords on stdin:")
		printTable(words[:min(max(*count, 0), len(words))])
	}
}

type word struct {
	text  string
	count int
}

// countWords answers the words of a text, the most frequent first.
func countWords(file *os.File) ([]word, error) {
	counts := map[string]int{}
	scanner := bufio.NewScanner(file)
	for scanner.Scan() {
		for _, text := range strings.FieldsFunc(strings.ToLower(scanner.Text()), isSeparator) {
			counts[text]++
		}
	}
	words := make([]word, 0, len(counts))
	for text, count := range counts {
		words = append(words, word{text, count})
	}
	slices.SortFunc(words, func(a, b word) int {
		if a.count != b.count {
			return b.count - a.count
		}
		return strings.Compare(a.text, b.text)
	})
	return words, scanner.Err()
}

func isSeparator(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '\''
}

func printTable(words []word) {
	for _, word := range words {
		fmt.Printf("  %-16s %5d %s\n", word.text, word.count, strings.Repeat("#", min(word.count, 40)))
	}
}
