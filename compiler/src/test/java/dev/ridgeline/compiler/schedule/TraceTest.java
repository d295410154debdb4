package dev.ridgeline.compiler.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ridgeline.compiler.ir.LoopKind;
import dev.ridgeline.core.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TraceTest {
  private static final List<Primitive> ALL =
      List.of(
          new Split("i", 4, TailMode.SHIFT, "i_o", "i_i"),
          new Fuse("a", "b", "ab"),
          new Reorder(List.of("i", "j")),
          new Mark("j", LoopKind.VECTORIZED, true),
          new Partition("i"),
          new CacheRead("C", "A", "A_copy"),
          new CacheWrite("C", "C_own"),
          new ComputeAt("A_copy", "i"),
          new ReverseComputeAt("D", "i"),
          new ComputeInline("B"),
          new DecomposeReduction("C", "k"),
          new Rfactor("C", "k_i", "C_parts"),
          new Pad("A_copy", 1, 16),
          new Trim("C", "A_copy", "k"),
          new Pack("A_copy", List.of("1/16", "0", "1%16")),
          new StorageAlign("A_copy", 0, 16, 1),
          new DecomposePadding("A_copy", "i"));

  @Test
  void everyPrimitiveComesBack() {
    assertThat(Trace.parse(Trace.json(ALL), "x")).isEqualTo(ALL);
    assertThat(ALL.stream().map(Object::getClass).map(Class::getName).toList())
        .containsAll(
            List.of(Primitive.class.getPermittedSubclasses()).stream()
                .map(Class::getName)
                .toList());
  }

  @Test
  void aLineIsAPrimitive() {
    assertThat(Trace.json(ALL.subList(0, 2)))
        .isEqualTo(
            """
            [
              {"primitive":"split","loop":"i","factor":4,"tail":"SHIFT","outer":"i_o","inner":"i_i"},
              {"primitive":"fuse","outer":"a","inner":"b","fused":"ab"}
            ]
            """);
  }

  @Test
  void aReplayedTraceGivesTheSameProgram() {
    for (long seed = 1; seed <= 100; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      var computation = RandomComputation.of(random);
      Schedule first = Schedule.of(computation);
      new RandomSchedule(random).extend(first, 10, new ArrayList<>());
      Schedule again = Schedule.of(computation);
      again.replay(Trace.parse(Trace.json(first.trace()), "trace"));
      assertThat(again.program()).isEqualTo(first.program());
    }
  }

  @Test
  void stepsThatFoldInAnotherOrderAreMarked() {
    Schedule s = Schedule.of(dev.ridgeline.compiler.operator.Gemm.of(4, 6, 8).computation());
    s.split("k", 4).reorder("k_o", "i", "k_i", "j").reorder("i", "j", "k_i", "k_o");
    s.rfactor("C", "k_o", "P");
    assertThat(s.steps().stream().map(Step::reassociates))
        .containsExactly(false, false, true, true);
    assertThat(Trace.text(s))
        .isEqualTo(
            """
            split loop=k, factor=4, tail=PARTITION, outer=k_o, inner=k_i
            reorder loops=[k_o, i, k_i, j]
            reorder loops=[i, j, k_i, k_o]  # reassociates the sums of 'C': bits may differ from\
             the plain schedule's
            rfactor block=C, loop=k_o, partial=P  # reassociates the sums of 'C': bits may differ\
             from the plain schedule's
            """);
    assertThat(Trace.json(s))
        .contains("\"loop\":\"k_o\",\"partial\":\"P\",\"reassociates\":[\"C\"]}");
    assertThat(Trace.parse(Trace.json(s), "x")).isEqualTo(s.trace());
  }

  @Test
  void whatIsNoTraceIsRefused() {
    refused("{", "schedule s.json is not JSON; a schedule is a list of primitives");
    refused("{}", "schedule s.json is not a list; a schedule is a list of primitives");
    refused(
        "[{}]",
        "schedule s.json, primitive 1, is unnamed; allowed are split, fuse, reorder, mark,"
            + " partition, cacheRead, cacheWrite, computeAt, reverseComputeAt, computeInline,"
            + " decomposeReduction, rfactor, pad, trim, pack,"
            + " storageAlign, decomposePadding");
    refused(
        "[{\"primitive\":\"spilt\"}]",
        "schedule s.json, primitive 1, is 'spilt'; allowed are split, fuse, reorder, mark,"
            + " partition, cacheRead, cacheWrite, computeAt, reverseComputeAt, computeInline,"
            + " decomposeReduction, rfactor, pad, trim, pack,"
            + " storageAlign, decomposePadding");
    String fields = "is not a valid 'fuse'; its fields are outer, inner, fused";
    refused(
        "[{\"primitive\":\"fuse\",\"outer\":\"a\"}]", "schedule s.json, primitive 1, " + fields);
    refused(
        "[{\"primitive\":\"fuse\",\"outer\":\"a\",\"inner\":\"b\",\"fused\":\"c\",\"more\":1}]",
        "schedule s.json, primitive 1, " + fields);
    refused(
        "[{\"primitive\":\"fuse\",\"outer\":\"a\",\"inner\":null,\"fused\":\"c\"}]",
        "schedule s.json, primitive 1, " + fields);
  }

  private static void refused(String text, String message) {
    assertThatThrownBy(() -> Trace.parse(text, "s.json"))
        .isInstanceOf(UserError.class)
        .hasMessage(message);
  }
}
