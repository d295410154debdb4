/* Reads inputs from the host's file inputs.bin, writes outputs to outputs.bin, and the bytes of stack that inference
   touched to stack.bin. The stack is painted before the first inference. */
#include <stdint.h>

#include "ridgeline_model.h"

enum { OPEN = 0x01, CLOSE = 0x02, WRITE = 0x05, READ = 0x06, EXIT = 0x18 };

static int32_t host(int32_t operation, const void *parameters) {
  register int32_t r0 __asm__("r0") = operation;
  register const void *r1 __asm__("r1") = parameters;
  __asm__ volatile("bkpt 0xAB" : "+r"(r0) : "r"(r1) : "memory");
  return r0;
}

void rl_exit(int status);

void rl_exit(int status) {
  /* Status 0 is "application exit", everything else "run-time error". */
  host(EXIT, (const void *)(status == 0 ? 0x20026u : 0x20023u));
  for (;;) {
  }
}

static int32_t opened(const char *name, int32_t length, int32_t mode) {
  const struct {
    const char *name;
    int32_t mode, length;
  } parameters = {name, mode, length};
  int32_t file = host(OPEN, &parameters);
  if (file < 0) {
    rl_exit(2);
  }
  return file;
}

/* How many bytes were not moved. */
static int32_t moved(int32_t operation, int32_t file, void *bytes, int32_t length) {
  const struct {
    int32_t file;
    void *bytes;
    int32_t length;
  } parameters = {file, bytes, length};
  return host(operation, &parameters);
}

extern uint32_t rl_stack_limit;

static const uint32_t paint = 0xA5C3965Au;

/* Runs an inference; the first time it paints the stack below before. The call is written out so that rl_returned is the
   first instruction behind it. */
static __attribute__((noinline)) uint32_t *infer(const int8_t *in, int8_t *out) {
  static int painted;
  uint32_t *sp;
  __asm__ volatile("mov %0, sp" : "=r"(sp));
  if (!painted) {
    painted = 1;
    for (volatile uint32_t *word = &rl_stack_limit; word < sp; word++) {
      *word = paint;
    }
  }
  register const int8_t *r0 __asm__("r0") = in;
  register int8_t *r1 __asm__("r1") = out;
  __asm__ volatile(
      "bl ridgeline_infer\n\t"
      ".global rl_returned\n"
      "rl_returned:\n\t"
      "nop"
      : "+r"(r0), "+r"(r1)
      :
      : "r2", "r3", "r12", "lr", "cc", "memory", "s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10",
        "s11", "s12", "s13", "s14", "s15");
  return sp;
}

int main(void) {
  static int8_t in[RIDGELINE_INPUT_BYTES];
  static int8_t out[RIDGELINE_OUTPUT_BYTES];
  int32_t inputs = opened("inputs.bin", 10, 1);
  int32_t outputs = opened("outputs.bin", 11, 5);
  uint32_t *sp = &rl_stack_limit;
  while (moved(READ, inputs, in, sizeof in) == 0) {
    sp = infer(in, out);
    if (moved(WRITE, outputs, out, sizeof out) != 0) {
      rl_exit(2);
    }
  }
  host(CLOSE, &outputs);
  uint32_t *touched = &rl_stack_limit;
  while (*touched == paint && touched < sp) {
    touched++;
  }
  uint32_t stack = (uint32_t)((const char *)sp - (const char *)touched);
  int32_t report = opened("stack.bin", 9, 5);
  moved(WRITE, report, &stack, sizeof stack);
  host(CLOSE, &report);
  return 0;
}
