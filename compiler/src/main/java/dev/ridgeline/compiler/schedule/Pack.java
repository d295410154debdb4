package dev.ridgeline.compiler.schedule;

import dev.ridgeline.compiler.ir.Axis;
import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Exprs;
import dev.ridgeline.compiler.ir.Program;
import dev.ridgeline.compiler.ir.Rewriter;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.compiler.simplify.Ranges;
import dev.ridgeline.compiler.simplify.Simplifier;
import dev.ridgeline.core.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Changes the order in which a buffer's elements lie in memory. The new dimensions are given as
 * pieces of the old ones: {@code 1} is the whole of dimension 1, {@code 1/16} which block of 16 of
 * it, {@code 1%16} the place in that block. {@code [1/16, 0, 1%16]} turns a [K, N] matrix into
 * panels of 16 columns, each with a row's 16 elements side by side.
 *
 * @param buffer an internal buffer
 * @param layout pieces that together determine every old index: each dimension whole, or its
 *     quotient and remainder by one factor
 */
public record Pack(String buffer, List<String> layout) implements Primitive {
  private static final Pattern PIECE = Pattern.compile("(\\d+)(?:([/%])(\\d+))?");

  public Pack {
    layout = List.copyOf(layout);
  }

  private record Piece(int dimension, char part, int factor) {
    int extent(Buffer b) {
      int n = b.shape().get(dimension);
      return switch (part) {
        case '/' -> Math.ceilDiv(n, factor);
        case '%' -> factor;
        default -> n;
      };
    }

    Expr index(List<Expr> old) {
      Expr i = old.get(dimension);
      return switch (part) {
        case '/' -> Exprs.div(i, Exprs.index(factor));
        case '%' -> Exprs.mod(i, Exprs.index(factor));
        default -> i;
      };
    }
  }

  @Override
  public String name() {
    return "pack";
  }

  @Override
  public Program apply(Program p) {
    Buffer old =
        p.internals().stream()
            .filter(b -> b.name().equals(buffer))
            .findFirst()
            .orElseThrow(
                () -> refused("it is no internal buffer; use cacheRead or cacheWrite first"));
    if (!old.isDense()) {
      throw refused("it is aligned; pack before storageAlign");
    }
    List<Piece> pieces = pieces(old);
    Buffer packed = old.withShape(pieces.stream().map(piece -> piece.extent(old)).toList());
    Stmt body = new Repack(packed, pieces).stmt(p.body());
    List<Buffer> internals =
        p.internals().stream().map(b -> b.name().equals(buffer) ? packed : b).toList();
    return p.withInternals(internals).withBody(body);
  }

  private List<Piece> pieces(Buffer old) {
    List<Piece> pieces = new ArrayList<>();
    for (String text : layout) {
      Matcher m = PIECE.matcher(text);
      if (!m.matches() || Integer.parseInt(m.group(1)) >= old.rank()) {
        throw refused(
            "'"
                + text
                + "' is no piece of its "
                + old.rank()
                + " dimensions; write 1, 1/16 or 1%16");
      }
      boolean whole = m.group(2) == null;
      int factor = whole ? 1 : Integer.parseInt(m.group(3));
      if (factor < 1) {
        throw refused("'" + text + "' divides by 0");
      }
      pieces.add(
          new Piece(Integer.parseInt(m.group(1)), whole ? ' ' : m.group(2).charAt(0), factor));
    }
    for (int d = 0; d < old.rank(); d++) {
      int dimension = d;
      List<Piece> own = pieces.stream().filter(x -> x.dimension() == dimension).toList();
      boolean whole = own.size() == 1 && own.getFirst().part() == ' ';
      boolean split =
          own.size() == 2
              && own.get(0).factor() == own.get(1).factor()
              && own.get(0).part() + own.get(1).part() == '/' + '%';
      if (!whole && !split) {
        throw refused("layout " + layout + " does not hold dimension " + d + " once");
      }
    }
    return pieces;
  }

  private UserError refused(String reason) {
    return Refusal.of(name(), "buffer '" + buffer + "'", reason);
  }

  /** Rewrites accesses, each block knowing the extents of its iterators. */
  private static final class Repack extends Rewriter {
    private final Buffer packed;
    private final List<Piece> pieces;
    private Ranges ranges = Ranges.NONE;

    Repack(Buffer packed, List<Piece> pieces) {
      this.packed = packed;
      this.pieces = pieces;
    }

    @Override
    protected Stmt block(Stmt.Block s) {
      Ranges outside = ranges;
      for (Axis axis : s.axes()) {
        ranges = ranges.withLoop(axis.var().name(), Exprs.index(axis.extent()));
      }
      Stmt rewritten = s.withStore((Stmt.Store) store(s.store()));
      ranges = outside;
      return rewritten;
    }

    private List<Expr> repacked(List<Expr> indices) {
      return pieces.stream()
          .map(piece -> Simplifier.simplify(piece.index(indices), ranges))
          .toList();
    }

    @Override
    protected Stmt store(Stmt.Store s) {
      Stmt.Store x = (Stmt.Store) super.store(s);
      return x.buffer().name().equals(packed.name())
          ? new Stmt.Store(packed, repacked(x.indices()), x.value(), x.active())
          : x;
    }

    @Override
    protected Expr load(Expr.Load e) {
      Expr.Load x = (Expr.Load) super.load(e);
      return x.buffer().name().equals(packed.name())
          ? new Expr.Load(packed, repacked(x.indices()), x.active())
          : x;
    }
  }
}
