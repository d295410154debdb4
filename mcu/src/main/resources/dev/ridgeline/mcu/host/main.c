/* Reads inputs from standard input, writes the outputs to standard output. */
#include <stdio.h>

#include "ridgeline_model.h"

int main(void) {
  static int8_t in[RIDGELINE_INPUT_BYTES];
  static int8_t out[RIDGELINE_OUTPUT_BYTES];
  while (fread(in, 1, sizeof in, stdin) == sizeof in) {
    ridgeline_infer(in, out);
    if (fwrite(out, 1, sizeof out, stdout) != sizeof out) {
      return 1;
    }
  }
  return ferror(stdin) || fflush(stdout) != 0;
}
