package dev.ridgeline.peers.nativecode;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Where libraries are unpacked to once and found again by later processes. */
final class NativeCache {
  private NativeCache() {}

  /**
   * The folder that the XDG base directory specification gives to caches: {@code XDG_CACHE_HOME}
   * where it is an absolute path, else {@code .cache} in the home folder; empty where there is
   * neither.
   */
  static Optional<Path> folder(Map<String, String> environment, String home) {
    Path given = Path.of(environment.getOrDefault("XDG_CACHE_HOME", ""));
    if (given.isAbsolute()) {
      return Optional.of(given.resolve("ridgeline").resolve("native"));
    }
    Path user = Path.of(home);
    return user.isAbsolute()
        ? Optional.of(user.resolve(".cache").resolve("ridgeline").resolve("native"))
        : Optional.empty();
  }
}
