package dev.ridgeline.peers.onednn;

import static java.lang.foreign.ValueLayout.ADDRESS;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalInt;

/** Objects of the library that are freed together, the last made first. */
final class NativeObjects implements AutoCloseable {
  private record Owned(String destroy, MemorySegment handle) {}

  private final Deque<Owned> owned = new ArrayDeque<>();
  private int lastStatus;

  /**
   * Makes an object.
   *
   * @param create function whose first argument is where the handle goes
   * @param destroy function that frees the object
   * @param arguments the other arguments of {@code create}
   */
  MemorySegment make(String create, String destroy, Object... arguments) {
    MemorySegment handle = attempt(create, destroy, arguments);
    if (lastStatus != 0) {
      throw OneDnnCalls.refused(create, lastStatus);
    }
    return handle;
  }

  /** The same, but leaves it to the caller to look at {@link #failure()}. */
  MemorySegment attempt(String create, String destroy, Object... arguments) {
    Object[] all = new Object[arguments.length + 1];
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment place = arena.allocate(ADDRESS);
      all[0] = place;
      lastStatus = OneDnnCalls.status(create, all);
      MemorySegment handle = place.get(ADDRESS, 0);
      if (lastStatus == 0) {
        owned.push(new Owned(destroy, handle));
      }
      return handle;
    }
  }

  /** The status of the last object that could not be made. */
  OptionalInt failure() {
    return lastStatus == 0 ? OptionalInt.empty() : OptionalInt.of(lastStatus);
  }

  @Override
  public void close() {
    while (!owned.isEmpty()) {
      Owned last = owned.pop();
      OneDnnCalls.call(last.destroy(), last.handle());
    }
  }
}
