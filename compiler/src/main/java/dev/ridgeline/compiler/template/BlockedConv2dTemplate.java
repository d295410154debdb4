package dev.ridgeline.compiler.template;

import dev.ridgeline.compiler.operator.BlockedConv2d;
import dev.ridgeline.compiler.operator.Conv2d;
import dev.ridgeline.compiler.schedule.Schedule;
import dev.ridgeline.compiler.schedule.TailMode;
import java.util.ArrayList;
import java.util.List;

/**
 * Schedules of the convolution with channels last. The fast form runs a register tile of pixels by
 * output channels, as a matrix product does, over all pixels of an image in a row: no im2col, and
 * no tail at the end of each image row.
 */
public final class BlockedConv2dTemplate {
  /** Terms folded between two visits to memory of a result. */
  private static final int TERMS = 384;

  /** Pixels of a block. */
  private static final int PIXELS = 96;

  private static final int LEAST_PIXELS = 4;

  /** Of the time that the thread with most blocks of pixels takes over the mean of all. */
  private static final double MOST_UNEVEN = 1.1;

  private final BlockedConv2d op;
  private final Conv2d conv;
  private final TargetTraits traits;

  private BlockedConv2dTemplate(BlockedConv2d op, TargetTraits traits) {
    this.op = op;
    this.conv = op.conv();
    this.traits = traits;
  }

  /** The best schedule for the shape. */
  public static Schedule best(BlockedConv2d op, TargetTraits traits) {
    return new BlockedConv2dTemplate(op, traits).tiled(TERMS, PIXELS);
  }

  /** From the plain loops to the best, one idea a rung. */
  public static List<Rung> ladder(BlockedConv2d op, TargetTraits traits) {
    BlockedConv2dTemplate t = new BlockedConv2dTemplate(op, traits.onOneThread());
    List<Rung> rungs = new ArrayList<>();
    rungs.add(
        new Rung("naive", "seven loops as the definition has them", Schedule.of(op.computation())));
    rungs.add(
        new Rung(
            "vectorized",
            "neighbouring output channels as vector lanes; a pixel's value is the same for all",
            t.vectorized()));
    rungs.add(
        new Rung(
            "registers",
            "a tile of pixels by channels stays in registers over the whole sum: every load of the"
                + " weights serves several pixels",
            t.tiled(Integer.MAX_VALUE, Integer.MAX_VALUE)));
    rungs.add(
        new Rung(
            "blocked",
            "blocks of terms and pixels: the weights and inputs of a block stay in the first two"
                + " caches while they are used",
            t.tiled(TERMS, PIXELS)));
    if (traits.threads() > 1) {
      rungs.add(
          new Rung("parallel", "blocks on " + traits.threads() + " threads", best(op, traits)));
    }
    return rungs;
  }

  private Schedule vectorized() {
    Schedule s = Schedule.of(op.computation());
    s.split("o", op.block(), TailMode.PARTITION, "ot", "or");
    s.split("or", lanes(), TailMode.GUARD, "ov", "ol");
    s.reorder("ot", "ov", "r", "s", "c", "ol");
    inLanes(s, "ol");
    paddedCopy(s, conv, traits.onOneThread());
    return s;
  }

  /** Pixels of a row; for a product of matrices all of them. */
  private int width() {
    return op.pointwise() ? conv.batch() * conv.height() * conv.width() : conv.outWidth();
  }

  /**
   * Blocks of pixels outermost, so that a block's sums can be finished, and a band of the padded
   * input made, while they are in a cache; in them blocks of terms, panels of weights and tiles.
   */
  private Schedule tiled(int terms, int most) {
    Schedule s = Schedule.of(op.computation());
    int rows = pixelsOfTile();
    boolean byChannels = threadsShareChannels(most, rows);
    List<String> order = new ArrayList<>(List.of("n"));
    if (byChannels) {
      s.split("o", conv.outChannels() / traits.threads(), TailMode.GUARD, "op", "oh");
      order.addFirst("op");
    }
    List<String> tiles = new ArrayList<>(List.of("ot", "xt"));
    String block = "y";
    boolean wide = width() > most;
    if (wide) {
      s.split("x", even(width(), most, rows), TailMode.GUARD, "xb", "xr");
      order.addAll(List.of("y", "xb"));
      block = "xb";
    } else if (op.pointwise()) {
      order.add("y");
    } else {
      int high = even(conv.outHeight(), Math.max(1, most / width()), 1);
      s.split("y", high, TailMode.GUARD, "yb", "yr");
      order.add("yb");
      tiles.add(1, "yr");
      block = "yb";
    }
    s.split(wide ? "xr" : "x", rows, TailMode.PARTITION, "xt", "xi");
    s.split(byChannels ? "oh" : "o", op.block(), TailMode.PARTITION, "ot", "or");
    s.split("or", lanes(), TailMode.GUARD, "ov", "ol");
    List<String> inner = new ArrayList<>();
    boolean whole = sum(s, terms, order, inner);
    order.addAll(tiles);
    order.addAll(inner);
    order.addAll(List.of("xi", "ov", "ol"));
    s.reorder(order.toArray(String[]::new));
    if (wide) {
      s.partition("xt");
    }
    epilogue(s, whole ? "xt" : block);
    s.unroll("xi").unroll("ov");
    inLanes(s, "ol");
    if (traits.threads() > 1) {
      s.parallel(byChannels ? "op" : wide && !op.pointwise() ? "y" : block);
    }
    paddedCopy(s, conv, traits);
    return s;
  }

  /**
   * Whether threads share the output channels instead of the blocks of pixels: where there are so
   * few of these that some threads would wait long for the others.
   */
  private boolean threadsShareChannels(int most, int rows) {
    int threads = traits.threads();
    if (threads == 1 || conv.outChannels() % (threads * op.block()) != 0) {
      return false;
    }
    int whole = width();
    int part = even(whole, most, rows);
    if (!op.pointwise()) {
      whole = conv.outHeight();
      part = width() > most ? 1 : even(whole, Math.max(1, most / width()), 1);
    }
    int parts = Math.ceilDiv(whole, part);
    double longest = (double) Math.ceilDiv(parts, threads) * part;
    return longest * threads / whole > MOST_UNEVEN;
  }

  /** Neighbouring output channels in a vector: a power of two that divides a block. */
  private int lanes() {
    return Math.min(traits.lanes(), Integer.lowestOneBit(op.block()));
  }

  private void inLanes(Schedule s, String loop) {
    if (lanes() > 1) {
      s.vectorize(loop);
    }
  }

  /**
   * The end on what an iteration of the loop has made: a tile in registers or a block in a cache.
   */
  private void epilogue(Schedule s, String loop) {
    if (op.epilogue().isEmpty()) {
      return;
    }
    s.reverseComputeAt("Y", loop);
    s.split("Y_o", op.block(), TailMode.PARTITION, "Y_t", "Y_r");
    s.split("Y_r", lanes(), TailMode.GUARD, "Y_v", "Y_l");
    inLanes(s, "Y_l");
    boolean even = conv.outChannels() % lanes() == 0;
    if (loop.equals("xt") && even && op.epilogue().activation().inRegisters()) {
      s.unroll("Y_x").unroll("Y_v");
    }
  }

  /** Pixels that leave least idle: fewer than four do not hide the latency of a multiply-add. */
  private int pixelsOfTile() {
    int vectors = op.block() / lanes();
    int most = Math.max(1, accumulators() / vectors);
    int best = most;
    int least = Integer.MAX_VALUE;
    for (int rows = most; rows >= Math.min(most, LEAST_PIXELS); rows--) {
      int tail = width() % rows;
      int cost = width() / rows * rows + (tail == 0 ? 0 : Math.max(tail, LEAST_PIXELS));
      if (cost < least) {
        least = cost;
        best = rows;
      }
    }
    return Math.min(best, width());
  }

  /** Accumulators that fit beside the operands. */
  private int accumulators() {
    return traits.registerRows() * traits.registerVectors();
  }

  /**
   * Which loops of the sum go round the tiles and which run inside one; whether the latter hold all
   * terms.
   */
  private boolean sum(Schedule s, int terms, List<String> outer, List<String> inner) {
    int run = conv.kernelWidth() * conv.channels() / conv.groups();
    boolean sideBySide = conv.dilation() == 1 && (conv.groups() == 1 || conv.kernelWidth() == 1);
    if (!sideBySide || conv.kernelHeight() * run <= terms) {
      inner.addAll(List.of("r", "s", "c"));
      if (sideBySide) {
        s.fuse("s", "c", "sc");
        inner.clear();
        inner.addAll(List.of("r", "sc"));
      }
      return true;
    }
    s.fuse("s", "c", "sc");
    outer.add("r");
    if (run > terms) {
      s.split("sc", even(run, terms, 1), TailMode.GUARD, "kb", "k");
      outer.add("kb");
      inner.add("k");
    } else {
      inner.add("sc");
    }
    return false;
  }

  /** The size of as few equal parts as there can be of at most so many, as a multiple. */
  private static int even(int extent, int most, int multiple) {
    int parts = Math.ceilDiv(extent, Math.max(multiple, most));
    return Math.ceilDiv(Math.ceilDiv(extent, parts), multiple) * multiple;
  }

  /** The copy with zeros around it, where there is one: channels as lanes, borders apart. */
  static void paddedCopy(Schedule s, Conv2d conv, TargetTraits traits) {
    if (s.program().internals().stream().noneMatch(b -> b.name().equals("Xp"))) {
      return;
    }
    s.partition("ph").partition("pw");
    if (conv.channels() % traits.lanes() == 0) {
      s.split("pc", traits.lanes(), TailMode.PARTITION, "pv", "pl").vectorize("pl");
    }
    if (traits.threads() > 1) {
      s.parallel("ph");
    }
  }
}
