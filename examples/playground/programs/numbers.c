// numbers.c: a library of functions over numbers.
#include <math.h>
#include <stdint.h>
#include <stdio.h>

#define EXPORT(name) __attribute__((export_name(#name))) name

uint32_t EXPORT(greatest_common_divisor)(uint32_t a, uint32_t b) {
  while (b) {
    uint32_t rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

/** Returns 1 for a prime and 0 for any other number. */
int32_t EXPORT(is_prime)(uint32_t n) {
  if (n < 2) return 0;
  for (uint32_t divisor = 2; divisor <= n / divisor; divisor++)
    if (n % divisor == 0) return 0;
  return 1;
}

/** Exact up to fibonacci(93), in 64 bits. */
uint64_t EXPORT(fibonacci)(int32_t n) {
  uint64_t a = 0, b = 1;
  for (int32_t i = 0; i < n; i++) {
    uint64_t next = a + b;
    a = b;
    b = next;
  }
  return a;
}

double EXPORT(hypotenuse)(double a, double b) { return hypot(a, b); }

/** Prints the steps from n to 1, and returns how many there are. */
int32_t EXPORT(collatz)(int64_t n) {
  int32_t steps = 0;
  for (; n > 1; steps++) {
    printf("%lld ", (long long)n);
    n = n % 2 ? 3 * n + 1 : n / 2;
  }
  puts("1");
  fflush(stdout);
  return steps;
}
