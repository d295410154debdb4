package dev.ridgeline.compiler.schedule;

import static dev.ridgeline.compiler.expression.ComputationBuilder.at;
import static dev.ridgeline.compiler.expression.ComputationBuilder.axis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ridgeline.compiler.expression.ComputationBuilder;
import dev.ridgeline.compiler.expression.IndexAxis;
import dev.ridgeline.compiler.ir.BinaryOp;
import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.Combiner;
import dev.ridgeline.compiler.ir.CompareOp;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Exprs;
import dev.ridgeline.compiler.ir.LoopKind;
import dev.ridgeline.compiler.ir.ScalarType;
import dev.ridgeline.core.UserError;
import dev.ridgeline.core.tensor.DType;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Refusals one a row: a program, steps that are taken, one that is refused, and the words. */
class RefusalTableTest {
  private record Row(
      Supplier<Schedule> program, Consumer<Schedule> steps, Consumer<Schedule> last, String words) {

    void check() {
      Schedule s = program.get();
      steps.accept(s);
      String before = s.toString();
      int length = s.trace().size();
      assertThatThrownBy(() -> last.accept(s)).isInstanceOf(UserError.class).hasMessage(words);
      assertThat(s.toString()).isEqualTo(before);
      assertThat(s.trace()).hasSize(length);
    }
  }

  private static Row row(
      Supplier<Schedule> program, Consumer<Schedule> steps, Consumer<Schedule> last, String words) {
    return new Row(program, steps, last, words);
  }

  private static Row row(Supplier<Schedule> program, Consumer<Schedule> last, String words) {
    return new Row(program, _ -> {}, last, words);
  }

  private static Expr plus(Expr a, double b) {
    return new Expr.Binary(BinaryOp.ADD, a, Exprs.number(ScalarType.F32, b));
  }

  private static Expr zero() {
    return Exprs.number(ScalarType.F32, 0);
  }

  /** {@code P = A + 2; C = P x B; D = C + C}. */
  private static Schedule chain() {
    var c = new ComputationBuilder("chain");
    Buffer a = c.input("A", DType.F32, 10, 8);
    Buffer b = c.input("B", DType.F32, 8, 12);
    var i = axis("i", 10);
    var k = axis("k", 8);
    var j = axis("j", 12);
    Buffer p = c.compute("P", List.of(i, k), plus(at(a, i, k), 2));
    Expr term = new Expr.Binary(BinaryOp.MUL, at(p, i, k), at(b, k, j));
    Buffer m = c.reduce("C", Combiner.SUM, List.of(i, j), List.of(k), term);
    c.compute("D", List.of(i, j), new Expr.Binary(BinaryOp.ADD, at(m, i, j), at(m, i, j)));
    return Schedule.of(c.build("D"));
  }

  /** {@code S = X padded by 2; Y = S slid over by W; Z = S of no use}. */
  private static Schedule window() {
    var c = new ComputationBuilder("window");
    Buffer x = c.input("X", DType.F32, 12);
    Buffer w = c.input("W", DType.F32, 5);
    var i = axis("i", 16);
    Expr from = Exprs.sub(i.var(), Exprs.index(2));
    Expr inside = Exprs.within(Exprs.index(0), from, Exprs.index(12));
    Buffer s = c.compute("S", List.of(i), new Expr.Select(inside, at(x, from), zero()));
    var o = axis("o", 12);
    var k = axis("k", 5);
    Expr term = new Expr.Binary(BinaryOp.MUL, at(s, Exprs.add(o.var(), k.var())), at(w, k));
    c.reduce("Y", Combiner.SUM, List.of(o), List.of(k), term);
    c.compute("Z", List.of(o), at(x, o));
    return Schedule.of(c.build("Y"));
  }

  /** {@code U = A + 1; V = U + 2; W = U + V, 0 beyond the end}. */
  private static Schedule diamond() {
    var c = new ComputationBuilder("diamond");
    Buffer a = c.input("A", DType.F32, 8);
    var i = axis("i", 8);
    Buffer u = c.compute("U", List.of(i), plus(at(a, i), 1));
    Buffer v = c.compute("V", List.of(i), plus(at(a, i), 2));
    c.compute("W", List.of(i), new Expr.Binary(BinaryOp.ADD, at(u, i), at(v, i)));
    Buffer t = c.compute("T", List.of(i), plus(at(v, i), 2));
    var l = axis("l", 10);
    Expr short_ = Exprs.lt(l.var(), Exprs.index(8));
    c.compute("L", List.of(l), new Expr.Select(short_, at(t, l), zero()));
    return Schedule.of(c.build("W", "L"));
  }

  /** One stage of one axis. */
  private static Supplier<Schedule> line(
      int extent, java.util.function.Function<Line, Expr> value) {
    return () -> {
      var c = new ComputationBuilder("line");
      Buffer a = c.input("A", DType.F32, extent);
      var i = axis("i", extent);
      c.compute("Y", List.of(i), value.apply(new Line(a, i)));
      return Schedule.of(c.build("Y"));
    };
  }

  private record Line(Buffer a, IndexAxis i) {}

  private static Schedule scalar() {
    var c = new ComputationBuilder("scalar");
    Buffer a = c.input("A", DType.F32);
    Buffer s = c.compute("S", List.of(), plus(at(a, new Expr[0]), 1));
    var i = axis("i", 8);
    c.compute("Y", List.of(i), at(s, new Expr[0]));
    return Schedule.of(c.build("Y"));
  }

  private static Schedule large() {
    var c = new ComputationBuilder("large");
    Buffer a = c.input("A", DType.F32, 70000);
    var i = axis("i", 5000);
    var j = axis("j", 5000);
    c.compute("Y", List.of(i, j), at(a, j));
    var k = axis("k", 70000);
    var r = axis("r", 70000);
    Expr term = new Expr.Binary(BinaryOp.MUL, at(a, k), at(a, r));
    c.reduce("Z", Combiner.SUM, List.of(), List.of(k, r), term);
    return Schedule.of(c.build("Y", "Z"));
  }

  @TestFactory
  Stream<DynamicTest> refusals() {
    return Stream.of(moves(), copies(), trims(), marks(), orders(), layouts())
        .flatMap(List::stream)
        .map(r -> DynamicTest.dynamicTest(r.words(), r::check));
  }

  private static List<Row> moves() {
    return List.of(
        row(
            RefusalTableTest::chain,
            s -> s.decomposeReduction("C", "k_C"),
            s -> s.computeAt("C", "i_D"),
            "computeAt refuses block 'C': 'C' is written by other blocks too"),
        row(
            RefusalTableTest::window,
            s -> s.computeAt("Z", "o"),
            "computeAt refuses block 'Z': nothing below loop 'o' reads 'Z'"),
        row(
            RefusalTableTest::chain,
            s -> s.pack("P", "0", "1/4", "1%4"),
            s -> s.computeAt("P", "i_C"),
            "computeAt refuses block 'P': it does not store at distinct plain iterators"),
        row(
            RefusalTableTest::chain,
            s -> s.cacheWrite("C", "own"),
            s -> s.reverseComputeAt("own_out", "own_out_0"),
            "reverseComputeAt refuses block 'own_out': loop 'own_out_0' is around it already"),
        row(
            RefusalTableTest::chain,
            s -> s.reverseComputeAt("P", "i_D"),
            "reverseComputeAt refuses block 'P': it reads 0 buffers that are written below loop"
                + " 'i_D'; one is needed"),
        row(
            RefusalTableTest::chain,
            s -> s.decomposeReduction("C", "i_C"),
            s -> s.reverseComputeAt("D", "i_C"),
            "reverseComputeAt refuses block 'D': 'C' is also written outside of loop 'i_C'"),
        row(
            RefusalTableTest::diamond,
            s -> s.reverseComputeAt("W", "i"),
            "reverseComputeAt refuses block 'W': it also reads 'V', which block 'V' writes after"
                + " loop 'i' has begun"),
        row(
            RefusalTableTest::diamond,
            s -> s.reverseComputeAt("L", "i_T"),
            "reverseComputeAt refuses block 'L': iterator 'vl' runs to 10, beyond the 8 elements of"
                + " 'T' along dimension 0"));
  }

  private static List<Row> copies() {
    return List.of(
        row(
            RefusalTableTest::chain,
            s -> s.computeAt("P", "i_C"),
            s -> s.cacheRead("C", "P", "x"),
            "cacheRead refuses block 'C': 'P' is written by block 'P' in the same nest; use"
                + " cacheRead first"),
        row(
            RefusalTableTest::chain,
            s -> s.decomposeReduction("C", "i_C"),
            s -> s.cacheWrite("C", "x"),
            "cacheWrite refuses block 'C': 'C' is written by 'C_init', 'C'"),
        row(
            RefusalTableTest::chain,
            s -> s.computeAt("P", "i_C"),
            s -> s.cacheWrite("P", "x"),
            "cacheWrite refuses block 'P': block 'C' reads 'P' in the same nest, before it could be"
                + " copied"),
        row(
            RefusalTableTest::window,
            s -> s.decomposePadding("S", "i"),
            s -> s.computeInline("S"),
            "computeInline refuses block 'S': 'S' is written by other blocks too"),
        row(
            RefusalTableTest::chain,
            s -> s.pack("P", "0", "1/4", "1%4"),
            s -> s.computeInline("P"),
            "computeInline refuses block 'P': it does not store at distinct plain iterators"),
        row(
            RefusalTableTest::chain,
            s -> s.decomposePadding("P", "i"),
            "decomposePadding refuses block 'P': it does not store select(condition on its"
                + " iterators, value, constant)"),
        row(
            RefusalTableTest::window,
            s -> s.decomposePadding("S", "o"),
            "decomposePadding refuses block 'S': loop 'o' is not around it"),
        row(
            RefusalTableTest::window,
            s -> s.pack("S", "0/4", "0%4"),
            s -> s.decomposePadding("S", "i"),
            "decomposePadding refuses block 'S': it does not store at distinct plain iterators, all"
                + " of its own"));
  }

  private static List<Row> trims() {
    return List.of(
        row(
            RefusalTableTest::window,
            s -> s.trim("Y", "S", "i"),
            "trim refuses block 'Y': loop 'i' is not around it"),
        row(
            RefusalTableTest::window,
            s -> s.trim("S", "S", "i"),
            "trim refuses block 'S': its term is not a product with an element of 'S'"),
        row(
            RefusalTableTest::window,
            s -> s.trim("Y", "W", "k"),
            "trim refuses block 'Y': 'W' is not made by one block as select(inside, value, 0)"),
        row(
            RefusalTableTest::window,
            s -> s.pack("S", "0/4", "0%4"),
            s -> s.trim("Y", "S", "k"),
            "trim refuses block 'Y': the condition of 'S' has no bounds of its iterators"),
        row(
            RefusalTableTest::wide,
            s -> s.trim("Y", "S", "o"),
            "trim refuses block 'Y': it would run only where 4 <= o + 1, which leaves out whole elements"
                + " instead of terms; trim at a reduce loop, or after decomposeReduction"));
  }

  /** Elements of which no term is inside. */
  private static Schedule wide() {
    var c = new ComputationBuilder("wide");
    Buffer x = c.input("X", DType.F32, 12);
    Buffer w = c.input("W", DType.F32, 2);
    var i = axis("i", 16);
    Expr from = Exprs.sub(i.var(), Exprs.index(4));
    Expr inside = Exprs.le(Exprs.index(0), from);
    Buffer s = c.compute("S", List.of(i), new Expr.Select(inside, at(x, from), zero()));
    var o = axis("o", 15);
    var k = axis("k", 2);
    Expr term = new Expr.Binary(BinaryOp.MUL, at(s, Exprs.add(o.var(), k.var())), at(w, k));
    c.reduce("Y", Combiner.SUM, List.of(o), List.of(k), term);
    return Schedule.of(c.build("Y"));
  }

  private static List<Row> marks() {
    Expr two = Exprs.index(2);
    return List.of(
        row(
            line(5000, l -> at(l.a(), l.i())),
            s -> s.unroll("i"),
            "unroll refuses loop 'i': it would make 5000 copies of statements; 4096 are allowed"),
        row(
            RefusalTableTest::chain,
            s -> s.split("i", 2),
            s -> s.vectorize("i_i"),
            "vectorize refuses loop 'i_i': there are loops inside it; only the innermost loop can"
                + " be vectorized"),
        row(
            RefusalTableTest::scalar,
            s -> s.computeAt("S", "i"),
            s -> s.vectorize("i"),
            "vectorize refuses loop 'i': lanes 0 and 1 of block 'S' both write one element of 'S'"),
        row(
            RefusalTableTest::window,
            s -> s.decomposePadding("S", "i").split("i", 8),
            s -> s.vectorize("i_i"),
            "vectorize refuses loop 'i_i': block 'S' runs where 0 <= i_o * 8 + i_i - 2, which is not so"
                + " for the first lanes only"),
        row(
            line(8, l -> at(l.a(), Exprs.div(l.i().var(), two))),
            s -> s.vectorize("i"),
            "vectorize refuses loop 'i': block 'Y' addresses 'A' by an index that is not linear in"
                + " it"),
        row(
            line(
                8,
                l ->
                    new Expr.Select(
                        Exprs.compare(CompareOp.NE, Exprs.mod(l.i().var(), two), Exprs.index(0)),
                        at(l.a(), Exprs.sub(l.i().var(), Exprs.index(1))),
                        zero())),
            s -> s.vectorize("i"),
            "vectorize refuses loop 'i': block 'Y' loads from 'A' under a condition on the lane,"
                + " and other lanes would load outside of it; use decomposePadding first"),
        row(
            RefusalTableTest::chain,
            s -> s.parallel("i"),
            s -> s.unroll("i"),
            "unroll refuses loop 'i': it is marked as parallel already"),
        row(
            RefusalTableTest::chain,
            s -> s.apply(new Mark("i", LoopKind.SERIAL, false)),
            "serial refuses loop 'i': it is serial already"),
        row(
            RefusalTableTest::chain,
            s -> s.partition("i"),
            s -> s.partition("i"),
            "partition refuses loop 'i': it is marked already"),
        row(
            RefusalTableTest::large,
            s -> s.fuse("i", "j", "f"),
            s -> s.parallel("f"),
            "parallel refuses loop 'f': it cannot be shown that iterations touch different"
                + " elements"));
  }

  private static List<Row> orders() {
    return List.of(
        row(
            RefusalTableTest::large,
            s -> s.fuse("k", "r", "f"),
            "fuse refuses loop 'k': the fused loop would not fit 32 bits"),
        row(
            RefusalTableTest::chain,
            s -> s.split("j", 5, TailMode.SHIFT),
            s -> s.reorder("k_C", "j_o", "j_i"),
            "reorder refuses loop 'j_o': inside the reduce loops of block 'C' iterations 1 and 2"
                + " both write element 7 of 'C' in block 'C'"));
  }

  private static List<Row> layouts() {
    return List.of(
        row(
            RefusalTableTest::chain,
            s -> s.pad("A", 0, 4),
            "pad refuses buffer 'A': it is no internal buffer; use cacheRead first"),
        row(
            RefusalTableTest::diamond,
            s -> s.computeAt("V", "i_W"),
            "computeAt refuses block 'V': block 'T' reads 'V' outside of loop 'i_W'"),
        row(
            RefusalTableTest::diamond,
            s -> s.computeAt("T", "l"),
            s -> s.storageAlign("T", 0, 4, 0),
            "storageAlign refuses buffer 'T': dimension 0 given; of its 1 dimensions all but the"
                + " last can be aligned"),
        row(
            RefusalTableTest::chain,
            s -> s.storageAlign("A", 0, 4, 0),
            "storageAlign refuses buffer 'A': it is no internal buffer; use cacheRead or cacheWrite"
                + " first"),
        row(
            RefusalTableTest::chain,
            s -> s.storageAlign("P", 0, 4, 4),
            "storageAlign refuses buffer 'P': a multiple of 4 and an offset of 4 given; the"
                + " multiple is at least 1 and the offset less than it"),
        row(
            RefusalTableTest::chain,
            s -> s.storageAlign("P", 0, 1 << 30, 0),
            "storageAlign refuses buffer 'P': it would take more than 2^31 - 64 elements"),
        row(
            RefusalTableTest::chain,
            s -> s.storageAlign("P", 0, 16, 1),
            s -> s.storageAlign("P", 0, 16, 1),
            "storageAlign refuses buffer 'P': it is aligned already"),
        row(
            RefusalTableTest::chain,
            s -> s.storageAlign("P", 0, 16, 1),
            s -> s.pack("P", "1", "0"),
            "pack refuses buffer 'P': it is aligned; pack before storageAlign"),
        row(
            RefusalTableTest::chain,
            s -> s.storageAlign("P", 0, 16, 1),
            s -> s.pad("P", 1, 3),
            "pad refuses buffer 'P': it is aligned; pad before storageAlign"));
  }
}
