package dev.ridgeline.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ridgeline.peers.Availability.Available;
import dev.ridgeline.peers.Availability.Unavailable;
import org.junit.jupiter.api.Assumptions;

/** The peer of a test, which is skipped where there is none. */
public final class RequiredPeer {
  private RequiredPeer() {}

  public static <T> T of(Availability<T> availability) {
    if (availability instanceof Unavailable<T>(String reason)) {
      assertThat(System.getenv("RIDGELINE_REQUIRE_ALL")).as(reason).isNotEqualTo("1");
      Assumptions.abort(reason);
    }
    return ((Available<T>) availability).peer();
  }
}
