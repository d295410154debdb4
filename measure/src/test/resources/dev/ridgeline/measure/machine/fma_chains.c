/* Independent FMA chains in f32, to be compiled with gcc -O3 -march=native.
 * Argument: the CPU to run on, or -1. For every line on standard input it runs SAMPLES samples and
 * answers with the FLOP per nanosecond of the best of them and of the median. */
#define _GNU_SOURCE
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#if defined(__AVX512F__)
#define BYTES 64
#define CHAINS 24
#elif defined(__AVX__)
#define BYTES 32
#define CHAINS 12
#else
#define BYTES 16
#define CHAINS 24
#endif
#define LANES (BYTES / (int)sizeof(float))
#define SAMPLES 5
#define ITERATIONS 1500000L

typedef float vector __attribute__((vector_size(BYTES)));

static vector state[CHAINS];

__attribute__((noinline)) static void chains(long iterations, vector x, vector y) {
  vector a[CHAINS];
  for (int i = 0; i < CHAINS; i++) a[i] = state[i];
  for (long j = 0; j < iterations; j++)
    for (int i = 0; i < CHAINS; i++) a[i] = a[i] * x + y;
  for (int i = 0; i < CHAINS; i++) state[i] = a[i];
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e9 + t.tv_nsec;
}

static int ascending(const void *a, const void *b) {
  double d = *(const double *)a - *(const double *)b;
  return (d > 0) - (d < 0);
}

int main(int argc, char **argv) {
  int cpu = argc > 1 ? atoi(argv[1]) : -1;
  if (cpu >= 0) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(cpu, &set);
    sched_setaffinity(0, sizeof set, &set);
  }
  vector x, y;
  for (int i = 0; i < LANES; i++) {
    x[i] = 0.9990234375f;
    y[i] = 0.0312347f;
    for (int c = 0; c < CHAINS; c++) state[c][i] = 1.0f + (c * LANES + i) / 64.0f;
  }
  double flops = 2.0 * CHAINS * LANES * ITERATIONS;
  char line[64];
  while (fgets(line, sizeof line, stdin)) {
    double rates[SAMPLES];
    for (int s = 0; s < SAMPLES; s++) {
      double begin = now();
      chains(ITERATIONS, x, y);
      rates[s] = flops / (now() - begin);
    }
    qsort(rates, SAMPLES, sizeof(double), ascending);
    float sum = 0;
    for (int c = 0; c < CHAINS; c++) sum += state[c][0];
    printf("%.6f %.6f %g\n", rates[SAMPLES - 1], rates[SAMPLES / 2], sum);
    fflush(stdout);
  }
  return 0;
}
