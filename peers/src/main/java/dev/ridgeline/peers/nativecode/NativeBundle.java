package dev.ridgeline.peers.nativecode;

import java.util.List;
import java.util.Map;

/**
 * Native libraries for 64-bit Linux on x86 that stand together in a folder of a jar.
 *
 * @param name what users call the library: {@code OpenBLAS}
 * @param artifact the jar, as Maven names it without the version
 * @param folder the folder in the jar, without a slash at the end
 * @param files the libraries in the order in which they are to be loaded, each after those that it
 *     needs; the last one is the library itself
 * @param settings environment variables that the libraries read when they are loaded; those that
 *     the user has set stay
 */
public record NativeBundle(
    String name, String artifact, String folder, List<String> files, Map<String, String> settings) {

  /** Copies the lists. */
  public NativeBundle {
    files = List.copyOf(files);
    settings = Map.copyOf(settings);
    if (files.isEmpty()) {
      throw new IllegalArgumentException(name + " needs a library but got none");
    }
  }

  String resource(String file) {
    return folder + "/" + file;
  }
}
