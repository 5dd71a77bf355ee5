// mandelbrot.c: draws the Mandelbrot set in a terminal, and writes it as a picture.
//
//   mandelbrot [--at RE,IM] [--zoom N] [--frames N] [--picture FILE.png]
//
// The width is that of the terminal (the variable COLUMNS). With --frames it zooms in, one frame after the other; 0 is endless.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEPTH 255
#define WIDTH 720
#define HEIGHT 450

static double re = -0.743643887, im = 0.131825904, zoom = 1;

/** How many steps the point takes to escape, or DEPTH if it does not. */
static int escape(double cr, double ci, int depth) {
  double x = 0, y = 0, xx = 0, yy = 0;
  int step = 0;
  for (; step < depth && xx + yy < 16; step++) {
    y = 2 * x * y + ci;
    x = xx - yy + cr;
    xx = x * x;
    yy = y * y;
  }
  return step;
}

static int clamp(double value) { return value < 0 ? 0 : value > 255 ? 255 : (int)value; }

/** Night blue, violet, orange, cream, and back. */
static void colour(int step, uint8_t rgb[3]) {
  static const double stops[][3] = {{16, 15, 40}, {84, 60, 200}, {214, 92, 140}, {255, 176, 84}, {255, 244, 214}, {84, 60, 200}};
  if (step >= DEPTH) {
    rgb[0] = 13, rgb[1] = 14, rgb[2] = 22;
    return;
  }
  double at = step < 60 ? step / 60.0 * 4 : 4 + (step - 60) / 195.0;
  int from = (int)at;
  for (int i = 0; i < 3; i++) rgb[i] = (uint8_t)clamp(stops[from][i] + (at - from) * (stops[from + 1][i] - stops[from][i]));
}

static int point(int x, int y, int width, int height) {
  double scale = 3.0 / width / zoom;
  double left = zoom == 1 ? -0.7 : re, top = zoom == 1 ? 0 : im;
  return escape(left + (x - width / 2.0) * scale, top + (y - height / 2.0) * scale, DEPTH);
}

/** Two points are above each other in one character: the upper half block has two colours. */
static void terminal(int width, int height) {
  for (int y = 0; y < height; y += 2) {
    for (int x = 0; x < width; x++) {
      uint8_t a[3], b[3];
      colour(point(x, y, width, height), a);
      colour(point(x, y + 1, width, height), b);
      printf("\x1b[38;2;%d;%d;%dm\x1b[48;2;%d;%d;%dm\u2580", a[0], a[1], a[2], b[0], b[1], b[2]);
    }
    puts("\x1b[0m");
  }
  fflush(stdout);
}

static uint32_t checksum(uint32_t crc, const uint8_t *bytes, size_t size) {
  for (size_t i = 0; i < size; i++) {
    crc ^= bytes[i];
    for (int bit = 0; bit < 8; bit++) crc = crc & 1 ? 0xedb88320 ^ crc >> 1 : crc >> 1;
  }
  return crc;
}

static uint8_t *big(uint8_t *at, uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) *at++ = (uint8_t)(value >> shift);
  return at;
}

static void chunk(FILE *file, const char *name, const uint8_t *bytes, size_t size) {
  uint8_t head[8], tail[4];
  memcpy(big(head, (uint32_t)size), name, 4);
  big(tail, ~checksum(checksum(~0u, head + 4, 4), bytes, size));
  fwrite(head, 1, 8, file);
  fwrite(bytes, 1, size, file);
  fwrite(tail, 1, 4, file);
}

/** A PNG with a palette. Its data is not compressed: a block of deflate for each line. */
static int picture(const char *name) {
  static uint8_t data[2 + HEIGHT * (5 + 1 + WIDTH) + 4], palette[256 * 3];
  FILE *file = fopen(name, "wb");
  if (!file) return perror(name), 1;
  for (int step = 0; step < 256; step++) colour(step, palette + step * 3);
  uint32_t a = 1, b = 0;
  uint8_t *at = data;
  *at++ = 0x78, *at++ = 0x01;
  for (int y = 0; y < HEIGHT; y++) {
    int size = WIDTH + 1;
    *at++ = y == HEIGHT - 1;
    *at++ = size & 255, *at++ = (uint8_t)(size >> 8), *at++ = ~size & 255, *at++ = (uint8_t)(~size >> 8);
    *at++ = 0;
    for (int x = 0; x < WIDTH; x++) *at++ = (uint8_t)point(x, y, WIDTH, HEIGHT);
    for (uint8_t *byte = at - size; byte < at; byte++) a = (a + *byte) % 65521, b = (b + a) % 65521;
  }
  at = big(at, b << 16 | a);
  uint8_t head[13] = {0};
  big(big(head, WIDTH), HEIGHT);
  head[8] = 8, head[9] = 3;
  fwrite("\x89PNG\r\n\x1a\n", 1, 8, file);
  chunk(file, "IHDR", head, 13);
  chunk(file, "PLTE", palette, sizeof palette);
  chunk(file, "IDAT", data, (size_t)(at - data));
  chunk(file, "IEND", data, 0);
  if (fclose(file)) return perror(name), 1;
  printf("%s: %d x %d\n", name, WIDTH, HEIGHT);
  return 0;
}

int main(int argc, char **argv) {
  const char *file = NULL, *columns = getenv("COLUMNS");
  int frames = 1, width = columns ? atoi(columns) : 72;
  for (int i = 1; i < argc; i += 2) {
    const char *value = i + 1 < argc ? argv[i + 1] : NULL;
    if (value && !strcmp(argv[i], "--at") && sscanf(value, "%lf,%lf", &re, &im) == 2) zoom = zoom == 1 ? 40 : zoom;
    else if (value && !strcmp(argv[i], "--zoom")) zoom = atof(value);
    else if (value && !strcmp(argv[i], "--frames")) frames = atoi(value);
    else if (value && !strcmp(argv[i], "--picture")) file = value;
    else return fprintf(stderr, "usage: mandelbrot [--at RE,IM] [--zoom N] [--frames N] [--picture FILE.png]\n"), 2;
  }
  if (width < 8 || width > 100) width = width < 8 ? 8 : 100;
  for (int frame = 0; frames == 0 || frame < frames; frame++) {
    if (frames != 1) printf("\x1b[H"), zoom *= 1.12;
    if (zoom > 1e12) zoom = 1.12;
    terminal(width, width * 5 / 9 & ~1);
  }
  return file ? picture(file) : 0;
}
