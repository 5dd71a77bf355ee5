import { page } from '../recipe.js'

/** Prints its arguments, and a word that depends on a build tag. */
const goProgram = {
  'go.mod': 'module example.com/hello\n\ngo 1.24\n',
  'cmd/hello/main.go':
    'package main\n\nimport (\n\t"os"\n\t"strings"\n)\n\nfunc main() { os.Stdout.WriteString(strings.Join(os.Args[1:], " ") + tag + "\\n") }\n',
  'cmd/hello/tag.go': '//go:build !web\n\npackage main\n\nconst tag = ""\n',
  'cmd/hello/web.go': '//go:build web\n\npackage main\n\nconst tag = " web"\n',
}

export default page('docs/command.md', [
  { section: '', blocks: [1, 2, 3] },
  { section: '', blocks: [4], files: goProgram, prints: '--name world\n web\n', needs: ['go'] },
  {
    section: '',
    blocks: [5],
    files: {
      ...goProgram,
      'words/words_test.go': 'package words\n\nimport "testing"\n\nfunc TestWords(t *testing.T) { t.Log("done") }\n',
    },
    prints: /ok\s+example\.com\/hello\/words/,
    needs: ['go'],
  },
])
