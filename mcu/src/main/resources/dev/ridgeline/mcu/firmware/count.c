/* A plugin of QEMU that counts instructions exactly, by sections that begin where marks are executed.
   Arguments: marks=FILE (a line "ADDRESS" in hexadecimal for each mark; the first begins an inference, the second ends
   it, the others begin layers) and out=FILE. Written at the end: inferences, the least and the most instructions of one,
   and for the most the instructions by mark. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* QEMU's plugin interface, version 1, as far as it is used here. */
typedef uint64_t qemu_plugin_id_t;
struct qemu_plugin_tb;
struct qemu_plugin_insn;
struct qemu_info;
enum qemu_plugin_cb_flags { QEMU_PLUGIN_CB_NO_REGS };
typedef void (*tb_translated)(qemu_plugin_id_t id, struct qemu_plugin_tb *tb);
typedef void (*tb_executed)(unsigned int vcpu, void *user);
typedef void (*at_exit)(qemu_plugin_id_t id, void *user);
void qemu_plugin_register_vcpu_tb_trans_cb(qemu_plugin_id_t id, tb_translated call);
void qemu_plugin_register_vcpu_tb_exec_cb(struct qemu_plugin_tb *tb, tb_executed call, enum qemu_plugin_cb_flags flags,
                                          void *user);
void qemu_plugin_register_atexit_cb(qemu_plugin_id_t id, at_exit call, void *user);
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *tb);
struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *tb, size_t index);
uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn *insn);

__attribute__((visibility("default"))) int qemu_plugin_version = 1;

enum { MOST_MARKS = 1024, BEGIN = 0, END = 1, OUTSIDE = -1 };

struct piece {
  struct piece *next;
  uint64_t instructions;
  int mark; /* that stands before them, or -1 */
};

static uint64_t marks[MOST_MARKS];
static int mark_count;
static const char *out_file = "counts.txt";
static uint64_t now[MOST_MARKS], best[MOST_MARKS];
static uint64_t inferences, least, most;
static int current = OUTSIDE;

static int mark_at(uint64_t address) {
  for (int i = 0; i < mark_count; i++) {
    if (marks[i] == address) {
      return i;
    }
  }
  return -1;
}

static void ended(void) {
  uint64_t sum = 0;
  for (int i = 0; i < mark_count; i++) {
    sum += now[i];
  }
  if (inferences == 0 || sum < least) {
    least = sum;
  }
  if (inferences == 0 || sum > most) {
    most = sum;
    memcpy(best, now, sizeof now);
  }
  inferences++;
  memset(now, 0, sizeof now);
}

static void executed(unsigned int vcpu, void *user) {
  (void)vcpu;
  for (const struct piece *piece = user; piece != NULL; piece = piece->next) {
    if (piece->mark == END && current != OUTSIDE) {
      ended();
      current = OUTSIDE;
    } else if (piece->mark >= 0 && (piece->mark == BEGIN || current != OUTSIDE)) {
      current = piece->mark;
    }
    if (current != OUTSIDE) {
      now[current] += piece->instructions;
    }
  }
}

static struct piece *piece_with(int mark) {
  struct piece *piece = calloc(1, sizeof *piece);
  if (piece == NULL) {
    abort();
  }
  piece->mark = mark;
  return piece;
}

/* Blocks stay translated as long as QEMU runs, so pieces are never freed. */
static void translated(qemu_plugin_id_t id, struct qemu_plugin_tb *tb) {
  (void)id;
  struct piece *first = piece_with(-1);
  struct piece *last = first;
  for (size_t i = 0; i < qemu_plugin_tb_n_insns(tb); i++) {
    int mark = mark_at(qemu_plugin_insn_vaddr(qemu_plugin_tb_get_insn(tb, i)));
    if (mark >= 0) {
      last->next = piece_with(mark);
      last = last->next;
    }
    last->instructions++;
  }
  qemu_plugin_register_vcpu_tb_exec_cb(tb, executed, QEMU_PLUGIN_CB_NO_REGS, first);
}

static void finished(qemu_plugin_id_t id, void *user) {
  (void)id;
  (void)user;
  FILE *file = fopen(out_file, "w");
  if (file == NULL) {
    return;
  }
  fprintf(file, "%" PRIu64 " %" PRIu64 " %" PRIu64 "\n", inferences, least, most);
  for (int i = 0; i < mark_count; i++) {
    fprintf(file, "%" PRIu64 "\n", best[i]);
  }
  fclose(file);
}

__attribute__((visibility("default"))) int qemu_plugin_install(qemu_plugin_id_t id, const struct qemu_info *info,
                                                               int argc, char **argv) {
  (void)info;
  for (int i = 0; i < argc; i++) {
    if (strncmp(argv[i], "out=", 4) == 0) {
      out_file = strdup(argv[i] + 4);
    } else if (strncmp(argv[i], "marks=", 6) == 0) {
      FILE *file = fopen(argv[i] + 6, "r");
      if (file == NULL) {
        return 1;
      }
      while (mark_count < MOST_MARKS && fscanf(file, "%" SCNx64, &marks[mark_count]) == 1) {
        mark_count++;
      }
      fclose(file);
    }
  }
  qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
  qemu_plugin_register_atexit_cb(id, finished, NULL);
  return 0;
}
