// A program whose heap grows: it builds binary trees of depth 1, 2, … and prints what their nodes add up to.
package main

import (
	"fmt"
	"os"
	"strconv"
)

type node struct {
	left, right *node
	value       [5]uint64
}

func build(depth int) *node {
	if depth == 0 {
		return nil
	}
	return &node{build(depth - 1), build(depth - 1), [5]uint64{uint64(depth)}}
}

func (n *node) sum() uint64 {
	if n == nil {
		return 0
	}
	return n.value[0] + n.left.sum() + n.right.sum()
}

func main() {
	depth, err := strconv.Atoi(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	for d := 1; d <= depth; d++ {
		fmt.Println(d, build(d).sum())
	}
}
