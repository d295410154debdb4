package dev.ridgeline.compiler.schedule;

import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.LoopKind;
import dev.ridgeline.compiler.ir.Program;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.core.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Random primitives for a program, most of them with names that the program has. */
final class RandomSchedule {
  private final SplittableRandom random;
  private int fresh;

  RandomSchedule(SplittableRandom random) {
    this.random = random;
  }

  /** Applies up to {@code attempts} primitives; those that refuse are left out. */
  Schedule extend(Schedule s, int attempts, List<UserError> refusals) {
    for (int n = 0; n < attempts; n++) {
      Primitive next = primitive(s.program());
      try {
        s.apply(next);
      } catch (UserError e) {
        refusals.add(e);
      } catch (RuntimeException e) {
        throw new AssertionError(
            next + " fails on\n" + s.program() + "\nafter " + Trace.json(s.trace()), e);
      }
    }
    return s;
  }

  private Primitive primitive(Program p) {
    List<Stmt.Loop> loops = Nest.loops(p.body());
    List<Stmt.Block> blocks = Nest.blocks(p.body());
    if (loops.isEmpty()) {
      return new ComputeInline(pick(blocks).name());
    }
    String loop = pick(loops).var().name();
    String block = pick(blocks).name();
    return switch (random.nextInt(29)) {
      case 0, 1, 2, 3 -> split(loop);
      case 4, 5, 6 -> reorder(loops);
      case 7, 8 -> fuse(loops);
      case 9 -> new Mark(loop, LoopKind.UNROLLED, false);
      case 10, 11 -> new Mark(vectorizable(loops, loop), LoopKind.VECTORIZED, random.nextBoolean());
      case 12 -> new Mark(loop, LoopKind.PARALLEL, false);
      case 13 -> new ComputeInline(block);
      case 14 -> new CacheRead(block, buffer(p), "copy" + fresh++);
      case 15 -> new CacheWrite(block, "own" + fresh++);
      case 16, 17 -> new ComputeAt(block, loop);
      case 18 -> reverse(p, loops, block, loop);
      case 19 -> new DecomposeReduction(block, loop);
      case 24 -> align(p);
      case 25 -> new StorageAlign(buffer(p), random.nextInt(3), 1 + random.nextInt(8), 0);
      case 26, 27 -> decomposePadding(loops, pick(blocks), loop);
      case 21 -> new Rfactor(block, loop, "parts" + fresh++);
      case 22, 23 -> trim(p, loops, block, loop);
      case 20 -> new Pad(buffer(p), random.nextInt(2), 1 + random.nextInt(8));
      default -> random.nextInt(3) == 0 ? new Partition(loop) : pack(p);
    };
  }

  private Primitive align(Program p) {
    List<Buffer> flat = p.internals().stream().filter(b -> b.rank() > 1).toList();
    int multiple = 1 + random.nextInt(9);
    return new StorageAlign(
        flat.isEmpty() ? buffer(p) : pick(flat).name(),
        random.nextInt(2),
        multiple,
        random.nextInt(multiple));
  }

  /** Mostly at a loop around it. */
  private Primitive decomposePadding(List<Stmt.Loop> loops, Stmt.Block block, String loop) {
    List<Stmt.Loop> around = loops.stream().filter(l -> Nest.blocks(l).contains(block)).toList();
    return new DecomposePadding(block.name(), around.isEmpty() ? loop : pick(around).var().name());
  }

  /** Mostly of a block that copies, at a loop around what it copies. */
  private Primitive reverse(Program p, List<Stmt.Loop> loops, String block, String loop) {
    for (Stmt.Block b : Nest.blocks(p.body())) {
      if (b.name().endsWith("_out")) {
        String from = Accesses.loads(b).getFirst().buffer().name();
        List<Stmt.Loop> around =
            loops.stream().filter(l -> !Accesses.writers(l, from).isEmpty()).toList();
        if (!around.isEmpty()) {
          return new ReverseComputeAt(b.name(), pick(around).var().name());
        }
      }
    }
    return new ReverseComputeAt(block, loop);
  }

  /** Mostly of a product with what is padded, at a loop around it. */
  private Primitive trim(Program p, List<Stmt.Loop> loops, String block, String loop) {
    for (Stmt.Block b : Nest.blocks(p.body())) {
      for (Expr.Load load : Accesses.loads(b)) {
        List<Stmt.Block> writers = Accesses.writers(p.body(), load.buffer().name());
        boolean padded =
            !writers.isEmpty() && writers.getFirst().store().value() instanceof Expr.Select;
        List<Stmt.Loop> around = loops.stream().filter(l -> Nest.blocks(l).contains(b)).toList();
        if (b.isReduction() && padded && !around.isEmpty()) {
          return new Trim(b.name(), load.buffer().name(), pick(around).var().name());
        }
      }
    }
    return new Trim(block, buffer(p), loop);
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private String buffer(Program p) {
    List<Buffer> from =
        !p.internals().isEmpty() && random.nextBoolean() ? p.internals() : p.buffers();
    return pick(from).name();
  }

  private Primitive split(String loop) {
    TailMode tail = pick(List.of(TailMode.values()));
    int factor = pick(List.of(1, 2, 2, 3, 4, 4, 4, 5, 8, 8, 16));
    int n = fresh++;
    return new Split(loop, factor, tail, loop + "o" + n, loop + "i" + n);
  }

  private Primitive reorder(List<Stmt.Loop> loops) {
    Stmt.Loop top = pick(loops);
    List<String> chain = new ArrayList<>();
    Stmt at = top;
    while (at instanceof Stmt.Loop l) {
      chain.add(l.var().name());
      at = l.body();
    }
    for (int n = chain.size() - 1; n > 0; n--) {
      java.util.Collections.swap(chain, n, random.nextInt(n + 1));
    }
    return new Reorder(chain);
  }

  private Primitive fuse(List<Stmt.Loop> loops) {
    Stmt.Loop outer = pick(loops);
    String inner = outer.body() instanceof Stmt.Loop l ? l.var().name() : pick(loops).var().name();
    return new Fuse(outer.var().name(), inner, "f" + fresh++);
  }

  /** Mostly a loop of which an extent lets hope. */
  private String vectorizable(List<Stmt.Loop> loops, String otherwise) {
    List<Stmt.Loop> good =
        loops.stream()
            .filter(l -> l.body() instanceof Stmt.Block || random.nextInt(4) == 0)
            .toList();
    return good.isEmpty() ? otherwise : pick(good).var().name();
  }

  private Primitive pack(Program p) {
    String name = buffer(p);
    int rank =
        p.buffers().stream().filter(b -> b.name().equals(name)).findFirst().orElseThrow().rank();
    List<String> pieces = new ArrayList<>();
    for (int d = 0; d < rank; d++) {
      if (random.nextBoolean()) {
        int f = pick(List.of(2, 3, 4));
        pieces.add(d + "/" + f);
        pieces.add(d + "%" + f);
      } else {
        pieces.add(Integer.toString(d));
      }
    }
    for (int n = pieces.size() - 1; n > 0; n--) {
      java.util.Collections.swap(pieces, n, random.nextInt(n + 1));
    }
    return new Pack(name, pieces);
  }
}
