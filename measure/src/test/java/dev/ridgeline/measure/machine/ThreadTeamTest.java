package dev.ridgeline.measure.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ThreadTeamTest {
  @TempDir Path root;

  @Test
  void everyMemberDoesEveryTaskOnce() {
    try (ThreadTeam team = new ThreadTeam(List.of(0, 0, 0))) {
      AtomicIntegerArray counts = new AtomicIntegerArray(3);
      team.lead(() -> {
        for (int i = 0; i < 20; i++) {
          team.all(counts::incrementAndGet);
        }
        return true;
      });
      assertThat(counts).hasToString("[20, 20, 20]");
    }
  }

  @Test
  void membersThatSleptWakeUp() throws InterruptedException {
    AtomicInteger ran = new AtomicInteger();
    try (ThreadTeam team = new ThreadTeam(List.of(0, 0))) {
      Thread.sleep(20);
      team.lead(() -> {
        team.all(member -> ran.incrementAndGet());
        return true;
      });
    }
    assertThat(ran).hasValue(2);
  }

  @Test
  void aFailureReachesTheCaller() {
    try (ThreadTeam team = new ThreadTeam(List.of(0, 0))) {
      assertThatThrownBy(() ->
              team.lead(() -> {
                team.all(member -> {
                  if (member == 1) {
                    throw new IllegalArgumentException("lost");
                  }
                });
                return true;
              }))
          .isInstanceOf(IllegalStateException.class)
          .hasRootCauseMessage("lost");
      assertThat(team.lead(() -> 5)).isEqualTo(5);
    }
  }

  @Test
  void tiesThreadsToTheirCpusWhereTheSystemCan() {
    List<Integer> cpus = CpuOrder.available();
    assertThat(cpus).isNotEmpty();
    try (ThreadTeam team = new ThreadTeam(List.of(cpus.getLast()))) {
      if (Affinity.open().isPresent()) {
        assertThat(team.isPinned()).isTrue();
        assertThat(team.lead(() -> Affinity.open().orElseThrow().allowedCpus()))
            .containsExactly(cpus.getLast());
      } else {
        assertThat(team.isPinned()).isFalse();
      }
    }
  }

  @Test
  void saysThatACpuCannotBeHad() {
    try (ThreadTeam team = new ThreadTeam(List.of(8_191))) {
      assertThat(team.isPinned()).isFalse();
      assertThat(team.lead(() -> 1)).isOne();
    }
  }

  @Test
  void givesCoresBeforeTheirSecondThreads() throws IOException {
    for (int cpu = 0; cpu < 4; cpu++) {
      Path topology = Files.createDirectories(root.resolve("cpu" + cpu + "/topology"));
      Files.writeString(topology.resolve("thread_siblings_list"), cpu % 2 == 0 ? "0,2\n" : "1,3\n");
    }
    assertThat(CpuOrder.coresFirst(List.of(0, 2, 1, 3), root)).containsExactly(0, 1, 2, 3);
    assertThat(CpuOrder.coresFirst(List.of(3, 5), root)).containsExactly(3, 5);
  }
}
