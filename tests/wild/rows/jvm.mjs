// Programs in Kotlin and Java, which their compilers make for WASI.
import { javaProgram, kotlinProgram } from '../jvm.mjs'
import { printed } from './printed.mjs'

const KOTLIN = `
data class Point(val x: Int, val y: Int)
fun main() {
  println(listOf(3, 1, 2).sorted().map { it * it }.joinToString())
  println("\${Point(1, 2).copy(y = 5)} \${"hello world".split(" ").reversed()}")
  try { listOf(1)[3] } catch (e: IndexOutOfBoundsException) { println("caught") }
  println((1..20).fold(1L) { a, b -> a * b })
  println("mississippi".groupingBy { it }.eachCount().toList().sortedByDescending { it.second }.first())
  println(sequence { var n = 1; while (true) { yield(n); n *= 3 } }.take(6).toList())
  println("%".repeat(3) + "ä😀".length + Regex("(\\\\w+) (\\\\w+)").replace("hello world", "$2 $1"))
}
`

const JAVA = `
import java.util.*;
import java.util.stream.*;
public class Main {
  interface Shape { double area(); }
  record Circle(double r) implements Shape { public double area() { return Math.PI * r * r; } }
  record Square(double a) implements Shape { public double area() { return a * a; } }
  public static void main(String[] args) throws Exception {
    List<Shape> shapes = List.of(new Circle(1), new Square(2));
    System.out.println(shapes.stream().mapToDouble(Shape::area).sum());
    Map<String, Integer> counts = new TreeMap<>();
    for (String word : "b a c a b a".split(" ")) counts.merge(word, 1, (x, y) -> x + y);
    System.out.println(counts + " " + new StringBuilder("abc").reverse() + " " + String.join(",", args));
    try { List.of(1).get(5); } catch (IndexOutOfBoundsException e) { System.out.println("caught"); }
    long f = 1; for (int i = 2; i <= 20; i++) f *= i;
    System.out.println(f + " " + IntStream.rangeClosed(1, 10).boxed().map(String::valueOf).collect(Collectors.joining(",")));
    System.err.println(new String(new char[] { 'ä', 'ß' }));
  }
}
`

/** @type {import('../row.mjs').Row[]} */
export const jvmRows = [
  {
    name: 'Kotlin',
    from: kotlinProgram('program', KOTLIN),
    how: 'run',
    oracle: 'the same program in the JVM',
    run: ({ main }) => printed(main, []),
    expect:
      '0 1, 4, 9\nPoint(x=1, y=5) [world, hello]\ncaught\n2432902008176640000\n(i, 4)\n[1, 3, 9, 27, 81, 243]\n%%%3world hello\n',
    node: 25,
  },
  {
    name: 'a Kotlin library',
    from: kotlinProgram(
      'library',
      `import kotlin.wasm.WasmExport
var total = 0L
fun main() { println("ready") }
@WasmExport fun add(a: Int, b: Long): Long { total += a + b; return total }
@WasmExport fun root(a: Double): Double = kotlin.math.sqrt(a)
`,
    ),
    how: 'library',
    oracle: 'arithmetic',
    async run({ main }) {
      let output = ''
      const lib = await main({ stdout: (chunk) => (output += new TextDecoder().decode(chunk)) })
      return `${output}${lib.add(20, 22n)} ${lib.add(1, 2n ** 40n)} ${lib.root(2)} ${lib.memory instanceof WebAssembly.Memory}`
    },
    expect: `ready\n42 ${2n ** 40n + 43n} 1.4142135623730951 true`,
    node: 25,
  },
  {
    name: 'Java, by TeaVM',
    from: javaProgram('java', JAVA),
    how: 'run',
    oracle: 'the same program in the JVM',
    run: ({ main }) => printed(main, ['a', 'ä']),
    expect: '0 7.141592653589793\n{a=3, b=2, c=1} cba a,ä\ncaught\n2432902008176640000 1,2,3,4,5,6,7,8,9,10\näß\n',
  },
]
