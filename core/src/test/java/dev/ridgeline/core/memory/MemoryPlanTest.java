package dev.ridgeline.core.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class MemoryPlanTest {

  @Test
  void valuesThatLiveTogetherNeverOverlap() {
    SplittableRandom random = new SplittableRandom(3);
    for (int trial = 0; trial < 300; trial++) {
      List<MemoryPlan.Use> uses = uses(random);
      MemoryPlan.Offsets offsets = MemoryPlan.offsets(uses, 64);
      MemoryPlan.Slots slots = MemoryPlan.slots(uses);
      for (MemoryPlan.Use a : uses) {
        long at = Objects.requireNonNull(offsets.places().get(a.name()));
        assertThat(at % 64).isZero();
        assertThat(at + a.bytes()).isLessThanOrEqualTo(offsets.bytes());
        int piece = Objects.requireNonNull(slots.pieces().get(a.name()));
        assertThat(a.bytes()).isLessThanOrEqualTo(slots.bytes().get(piece));
        for (MemoryPlan.Use b : uses) {
          boolean together = a.first() <= b.last() && b.first() <= a.last();
          if (!a.equals(b) && together) {
            long other = Objects.requireNonNull(offsets.places().get(b.name()));
            assertThat(at + a.bytes() <= other || other + b.bytes() <= at).isTrue();
            assertThat(piece).isNotEqualTo(slots.pieces().get(b.name()));
          }
        }
      }
      assertThat(offsets.bytes()).isGreaterThanOrEqualTo(peak(uses));
    }
  }

  /** A chain, each value read by the next step: two at a time. */
  @Test
  void aChainNeedsTwoValues() {
    List<MemoryPlan.Use> chain = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      chain.add(new MemoryPlan.Use("v" + i, 1024, i, i + 1));
    }
    assertThat(MemoryPlan.offsets(chain, 64).bytes()).isEqualTo(2048);
    assertThat(MemoryPlan.slots(chain).total()).isEqualTo(2048);
  }

  @Test
  void refusesLifetimesThatEndBeforeTheyBegin() {
    assertThatThrownBy(() -> new MemoryPlan.Use("v", 4, 3, 2))
        .hasMessage(
            "a value takes at least 0 bytes and ends after it begins but got 4 bytes, 3 to 2");
  }

  private static List<MemoryPlan.Use> uses(SplittableRandom random) {
    List<MemoryPlan.Use> uses = new ArrayList<>();
    int count = random.nextInt(1, 30);
    for (int i = 0; i < count; i++) {
      int first = random.nextInt(20);
      uses.add(new MemoryPlan.Use("v" + i, random.nextInt(5000), first, first + random.nextInt(8)));
    }
    return uses;
  }

  private static long peak(List<MemoryPlan.Use> uses) {
    long peak = 0;
    for (int step = 0; step < 30; step++) {
      long live = 0;
      for (MemoryPlan.Use use : uses) {
        live += use.first() <= step && step <= use.last() ? use.bytes() : 0;
      }
      peak = Math.max(peak, live);
    }
    return peak;
  }
}
