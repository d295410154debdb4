package dev.ridgeline.peers;

import dev.ridgeline.core.UserError;

/**
 * A peer, or why this machine has none. A study leaves out a peer that is not there and prints the
 * reason.
 */
public sealed interface Availability<T> {

  /** The peer is there. */
  record Available<T>(T peer) implements Availability<T> {}

  /**
   * The peer is not there.
   *
   * @param reason one line: what is missing and how to get it
   */
  record Unavailable<T>(String reason) implements Availability<T> {}

  /**
   * The peer, for a caller that cannot go on without.
   *
   * @throws UserError with the reason if there is none
   */
  default T require() {
    return switch (this) {
      case Available<T>(T peer) -> peer;
      case Unavailable<T>(String reason) -> throw new UserError(reason);
    };
  }
}
