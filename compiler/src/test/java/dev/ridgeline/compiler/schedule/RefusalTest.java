package dev.ridgeline.compiler.schedule;

import static dev.ridgeline.compiler.expression.ComputationBuilder.at;
import static dev.ridgeline.compiler.expression.ComputationBuilder.axis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ridgeline.compiler.expression.ComputationBuilder;
import dev.ridgeline.compiler.ir.BinaryOp;
import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.Combiner;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Exprs;
import dev.ridgeline.core.UserError;
import dev.ridgeline.core.tensor.DType;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What primitives refuse, and in which words. */
class RefusalTest {

  /** {@code P = A * 2; C = P x B; D = C + C shifted}. */
  private static Schedule schedule() {
    var c = new ComputationBuilder("chain");
    Buffer a = c.input("A", DType.F32, 10, 8);
    Buffer b = c.input("B", DType.F32, 8, 12);
    var i = axis("i", 10);
    var k = axis("k", 8);
    var j = axis("j", 12);
    Buffer p =
        c.compute(
            "P",
            List.of(i, k),
            new Expr.Binary(BinaryOp.ADD, at(a, i, k), Exprs.number(p().type().scalar(), 2)));
    Buffer m =
        c.reduce(
            "C",
            Combiner.SUM,
            List.of(i, j),
            List.of(k),
            new Expr.Binary(BinaryOp.MUL, at(p, i, k), at(b, k, j)));
    var h = axis("h", 9);
    Expr next = at(m, Exprs.add(h.var(), 1), j.var());
    c.compute("D", List.of(h, j), new Expr.Binary(BinaryOp.ADD, at(m, h, j), next));
    return Schedule.of(c.build("D"));
  }

  private static Expr p() {
    return Exprs.number(dev.ridgeline.compiler.ir.ScalarType.F32, 0);
  }

  private static void refuses(Consumer<Schedule> steps, Consumer<Schedule> last, String message) {
    Schedule s = schedule();
    steps.accept(s);
    String before = s.toString();
    int length = s.trace().size();
    assertThatThrownBy(() -> last.accept(s)).isInstanceOf(UserError.class).hasMessage(message);
    assertThat(s.toString()).isEqualTo(before);
    assertThat(s.trace()).hasSize(length);
  }

  private static void refuses(Consumer<Schedule> last, String message) {
    refuses(_ -> {}, last, message);
  }

  @Test
  void unknownNames() {
    refuses(
        s -> s.split("x", 4),
        "split refuses loop 'x': there is no such loop; the program has 'i', 'k', 'i_C', 'j',"
            + " 'k_C', 'h', 'j_D'");
    refuses(
        s -> s.computeInline("X"),
        "computeInline refuses block 'X': there is no such block; the program has 'P', 'C', 'D'");
  }

  @Test
  void split() {
    refuses(s -> s.split("i", 0), "split refuses loop 'i': the factor is at least 1 but got 0");
    refuses(
        s -> s.unroll("i"),
        s -> s.split("i", 2),
        "split refuses loop 'i': it is marked as unrolled; split before marking");
    refuses(
        s -> s.split("i", 2, TailMode.GUARD, "j", "x"),
        "split refuses 'j': it is the name of another loop; choose an unused one");
    refuses(
        s -> s.split("i", 2, TailMode.GUARD, "vi", "x"),
        "split refuses 'vi': it is the name of another iterator; choose an unused one");
    refuses(
        s -> s.split("i", 2, TailMode.GUARD, "a b", "x"),
        "split refuses 'a b': a loop's name is letters, digits, _ and .");
    refuses(
        s -> s.split("i", 2, TailMode.GUARD, "x", "x"),
        "split refuses loop 'i': both loops would be called 'x'");
    refuses(
        s -> s.split("i", 16, TailMode.SHIFT),
        "split refuses loop 'i': shifting the last tile needs an extent of at least 16 but it is"
            + " 10");
    String twice =
        ": shifting the last tile computes some elements of block 'C' twice, which folds terms in"
            + " twice; use PARTITION";
    refuses(s -> s.split("k_C", 5, TailMode.SHIFT), "split refuses loop 'k_C'" + twice);
    refuses(
        s -> s.reorder("k_C", "j"),
        s -> s.split("j", 5, TailMode.SHIFT),
        "split refuses loop 'j'" + twice);
    refuses(
        s -> s.decomposeReduction("C", "k_C"),
        s -> s.split("j", 5, TailMode.SHIFT),
        "split refuses loop 'j'" + twice);
  }

  /** A sum that begins anew in every tile comes out the same the second time. */
  @Test
  void theLastTileOfASumCanBeShifted() {
    assertThat(schedule().split("j", 5, TailMode.SHIFT).toString()).contains("min(j_o * 5, 7)");
  }

  @Test
  void partialResults() {
    refuses(s -> s.rfactor("P", "k", "S"), "rfactor refuses block 'P': it is no reduction");
    refuses(
        s -> s.rfactor("C", "j", "S"),
        "rfactor refuses block 'C': loop 'j' carries none of its reduce iterators");
    refuses(
        s -> s.rfactor("C", "j_D", "S"), "rfactor refuses block 'C': loop 'j_D' is not around it");
    refuses(
        s -> s.decomposeReduction("C", "k_C"),
        s -> s.rfactor("C", "k_C", "S"),
        "rfactor refuses block 'C': its identity is set by another block");
    refuses(
        s -> s.rfactor("C", "k_C", "P"),
        "rfactor refuses 'P': it is the name of another buffer or block");
    refuses(
        s -> s.split("k_C", 16, TailMode.GUARD),
        s -> s.rfactor("C", "k_C_i", "S"),
        "rfactor refuses block 'C': it runs where k_C_o * 16 + k_C_i < 8, so that some partial"
            + " results may get no term; split with a factor of at most the terms that there are,"
            + " and before trim");
  }

  /** Partial results run under a condition on terms: it goes along, or the move is refused. */
  @Test
  void conditionsOnTermsAreNotLost() {
    Schedule s = schedule().split("k_C", 5, TailMode.GUARD).rfactor("C", "k_C_o", "S");
    assertThat(s.computeAt("S", "C_i").toString()).contains("* 5 + S_");
    refuses(
        t ->
            t.split("k_C", 5, TailMode.GUARD)
                .rfactor("C", "k_C_o", "S")
                .split("k_C_i", 2, TailMode.GUARD),
        t -> t.computeAt("S", "C_i"),
        "computeAt refuses block 'S': it runs only where k_C_o * 5 + k_C_i_o * 2 + k_C_i_i < 8,"
            + " which cannot be said in the loops that it would get; move it before splitting");
  }

  @Test
  void fuseAndReorder() {
    refuses(s -> s.fuse("i", "j", "f"), "fuse refuses loop 'i': loop 'j' is not all of its body");
    refuses(
        s -> s.fuse("j", "k_C", "f"),
        "fuse refuses loop 'j': the fused loop would carry spatial and reduce iterators of block"
            + " 'C'");
    refuses(
        s -> s.unroll("k"),
        s -> s.fuse("i", "k", "f"),
        "fuse refuses loop 'k': it is marked as unrolled; fuse before marking");
    refuses(s -> s.reorder("i"), "reorder refuses 'i': at least two different loops are needed");
    refuses(
        s -> s.reorder("i", "j"),
        "reorder refuses 'i', 'j': below loop 'k' the nest branches, and not all of the loops are"
            + " above that");
    refuses(
        s -> s.split("j_D", 4).vectorize("j_D_i"),
        s -> s.reorder("j_D_i", "j_D_o"),
        "reorder refuses to break a loop that is marked: vectorize refuses loop 'j_D_i': there are"
            + " loops inside it; only the innermost loop can be vectorized");
  }

  @Test
  void marks() {
    refuses(
        s -> s.vectorize("j_D"),
        "vectorize refuses loop 'j_D': its extent is 12; lanes are 2, 4, 8, 16, 32 or 64; split it"
            + " first");
    refuses(
        s -> s.vectorize("k_C"),
        "vectorize refuses loop 'k_C': it feeds the reduce iterator 'vk' of block 'C': all lanes"
            + " would fold into one element; use rfactor first");
    refuses(
        s -> s.split("i", 2).reorder("i_o", "k", "i_i"),
        s -> s.vectorize("i_i"),
        "vectorize refuses loop 'i_i': neighbouring lanes of block 'P' are 8 elements apart in"
            + " 'P'; allow strided access, or pack the buffer");
    refuses(
        s -> s.split("j_D", 5),
        s -> s.unroll("j_D_o"),
        "unroll refuses loop 'j_D_o': it is to be partitioned, so that its extent will not be"
            + " constant; split with GUARD");
    refuses(
        s -> s.parallel("k_C"),
        "parallel refuses loop 'k_C': iterations 0 and 1 both fold into the same element of 'C' in"
            + " block 'C'; use rfactor first");
    refuses(
        s -> s.split("j_D", 5, TailMode.SHIFT),
        s -> s.parallel("j_D_o"),
        "parallel refuses loop 'j_D_o': iterations 1 and 2 both write element 7 of 'D' in block"
            + " 'D'");
    refuses(
        s -> s.parallel("i"),
        s -> s.parallel("k"),
        "parallel refuses loop 'k': it is inside the parallel loop 'i'");
    refuses(
        s -> s.unroll("i"),
        s -> s.partition("i"),
        "partition refuses loop 'i': it is marked as unrolled; partition serial or parallel loops");
  }

  @Test
  void fusedLoopsArePartedByLookingAtEveryPoint() {
    Schedule s = schedule().fuse("i", "k", "f").parallel("f");
    assertThat(s.toString()).contains("parallel f in 80");
  }

  @Test
  void moves() {
    refuses(s -> s.computeAt("D", "i"), "computeAt refuses block 'D': 'D' is an output");
    refuses(
        s -> s.computeAt("P", "h"),
        "computeAt refuses block 'P': block 'C' reads 'P' outside of loop 'h'");
    refuses(
        s -> s.computeAt("P", "i"), "computeAt refuses block 'P': loop 'i' is around it already");
    refuses(
        s -> s.reverseComputeAt("D", "i_C"),
        "reverseComputeAt refuses block 'D': it does not read 'C' at distinct plain iterators");
    refuses(
        s -> s.reverseComputeAt("C", "i"), "reverseComputeAt refuses block 'C': it is a reduction");
    refuses(
        s -> s.cacheWrite("C", "own"),
        s -> s.reverseComputeAt("own_out", "k_C"),
        "reverseComputeAt refuses block 'own_out': loop 'k_C' carries a reduce iterator of block"
            + " 'C': after iteration 0 its sums are not complete");
    refuses(
        s -> s.cacheWrite("C", "own").split("i_C", 4).reorder("i_C_i", "i_C_o"),
        s -> s.reverseComputeAt("own_out", "i_C_i"),
        "reverseComputeAt refuses block 'own_out': one iteration of loop 'i_C_i' does not write all"
            + " of the part of 'own' in which its elements lie");
  }

  @Test
  void inliningAndCopies() {
    refuses(
        s -> s.computeInline("C"),
        "computeInline refuses block 'C': it is a reduction, which cannot be computed where it is"
            + " used");
    refuses(
        s -> s.computeInline("D"),
        "computeInline refuses block 'D': 'D' is an output, which must be stored");
    refuses(
        s -> s.cacheRead("C", "D", "x"), "cacheRead refuses block 'C': it reads 'P', 'B', not 'D'");
    refuses(
        s -> s.cacheRead("C", "P", "A"),
        "cacheRead refuses 'A': it is the name of another buffer or block");
    refuses(
        s -> s.pack("P", "0", "1/3", "1%3"),
        s -> s.cacheRead("C", "P", "x"),
        "cacheRead refuses 'P': block 'P' writes 80 of its 90 elements; copy before pack");
    refuses(
        s -> s.decomposeReduction("C", "k_C"),
        s -> s.decomposeReduction("C", "k_C"),
        "decomposeReduction refuses block 'C': its identity has been set already");
    refuses(
        s -> s.decomposeReduction("P", "k"),
        "decomposeReduction refuses block 'P': it is no reduction");
    refuses(
        s -> s.decomposeReduction("C", "k"),
        "decomposeReduction refuses block 'C': loop 'k' is not around it");
    refuses(
        s -> s.reorder("k_C", "j"),
        s -> s.decomposeReduction("C", "j"),
        "decomposeReduction refuses block 'C': loop 'j' is inside 'k_C', which carries a reduce"
            + " iterator: the identity would be set again in iteration 1");
    refuses(
        s -> s.computeAt("C", "h"),
        s -> s.decomposeReduction("C", "h"),
        "decomposeReduction refuses block 'C': its identity would be set once, but iterations 0"
            + " and 1 both write element 12 of 'C' in block 'C'");
  }

  @Test
  void layouts() {
    refuses(
        s -> s.pack("A", "1", "0"),
        "pack refuses buffer 'A': it is no internal buffer; use cacheRead or cacheWrite first");
    refuses(
        s -> s.pack("P", "0", "2"),
        "pack refuses buffer 'P': '2' is no piece of its 2 dimensions; write 1, 1/16 or 1%16");
    refuses(
        s -> s.pack("P", "0", "1/4"),
        "pack refuses buffer 'P': layout [0, 1/4] does not hold dimension 1 once");
    refuses(s -> s.pack("P", "0", "1/0", "1%0"), "pack refuses buffer 'P': '1/0' divides by 0");
    refuses(
        s -> s.pad("C", 0, 4),
        "pad refuses buffer 'C': it is not written by one block that is no reduction");
    refuses(
        s -> s.pad("P", 2, 4),
        "pad refuses buffer 'P': dimension 2 to a multiple of 4 given; it has dimensions 0 to 1");
    refuses(
        s -> s.split("k", 3),
        s -> s.pad("P", 1, 3),
        "pad refuses buffer 'P': block 'P' does not write dimension 1 by one plain loop; pad before"
            + " splitting and moving it");
  }
}
