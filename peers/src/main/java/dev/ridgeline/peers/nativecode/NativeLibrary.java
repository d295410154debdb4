package dev.ridgeline.peers.nativecode;

import dev.ridgeline.core.UserError;
import dev.ridgeline.peers.Availability;
import dev.ridgeline.peers.Availability.Available;
import dev.ridgeline.peers.Availability.Unavailable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * A native library out of a jar, loaded for the life of the process and called by foreign
 * functions.
 *
 * <p>It is unpacked once for a user, into {@code XDG_CACHE_HOME/ridgeline/native} or {@code
 * ~/.cache/ridgeline/native}, in a folder named after its contents; where that cannot be written or
 * holds nothing that may be executed, into a temporary folder that goes as soon as the library is
 * loaded.
 *
 * <p><b>Limits.</b> Linux on x86-64 with glibc.
 */
public final class NativeLibrary {
  private final SymbolLookup symbols;

  private NativeLibrary(SymbolLookup symbols) {
    this.symbols = symbols;
  }

  /** Loads the libraries of a bundle; never throws for what the machine lacks. */
  public static Availability<NativeLibrary> open(NativeBundle bundle) {
    return open(
        bundle,
        platform(System.getProperty("os.name", ""), System.getProperty("os.arch", "")),
        NativeCache.folder(System.getenv(), System.getProperty("user.home", "")));
  }

  static Availability<NativeLibrary> open(
      NativeBundle bundle, String platform, Optional<Path> cache) {
    if (!platform.equals("linux-x86_64")) {
      return new Unavailable<>(
          "%s comes for linux-x86_64 only and this is %s; compare with it on such a machine"
              .formatted(bundle.name(), platform));
    }
    List<PackedFile> files = new ArrayList<>();
    try {
      for (String file : bundle.files()) {
        URL url = NativeLibrary.class.getClassLoader().getResource(bundle.resource(file));
        if (url == null) {
          return new Unavailable<>(
              "%s is not on the class path: '%s' is missing; add %s"
                  .formatted(bundle.name(), bundle.resource(file), bundle.artifact()));
        }
        files.add(PackedFile.at(url, file));
      }
    } catch (IOException e) {
      return unavailable(bundle, String.valueOf(e.getMessage()));
    }
    bundle.settings().forEach(NativeEnvironment::setDefault);
    return load(bundle, files, cache);
  }

  /** What the presets call this platform. */
  static String platform(String osName, String osArch) {
    String os = osName.toLowerCase(Locale.ROOT).replace(' ', '-');
    return os + "-" + (osArch.equals("amd64") ? "x86_64" : osArch);
  }

  private static Availability<NativeLibrary> load(
      NativeBundle bundle, List<PackedFile> files, Optional<Path> cache) {
    String reason = "there is no home folder";
    if (cache.isPresent()) {
      try {
        Path folder = cache.get().resolve(contentName(bundle, files));
        Files.createDirectories(folder);
        return new Available<>(loadFrom(folder, files));
      } catch (IOException | UserError | UnsatisfiedLinkError e) {
        reason = String.valueOf(e.getMessage());
      }
    }
    try {
      return new Available<>(loadFromTemporary(files));
    } catch (IOException | UserError | UnsatisfiedLinkError e) {
      return unavailable(bundle, reason + "; then " + e.getMessage());
    }
  }

  private static Availability<NativeLibrary> unavailable(NativeBundle bundle, String reason) {
    return new Unavailable<>(
        "%s cannot be loaded: %s; it needs Linux with glibc 2.34 or later and a cache or temporary folder that can be written and executed from"
            .formatted(bundle.name(), reason.replaceAll("\\s+", " ")));
  }

  /** One folder for one content, so that versions never meet. */
  private static String contentName(NativeBundle bundle, List<PackedFile> files) {
    CRC32 sum = new CRC32();
    for (PackedFile file : files) {
      for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
        sum.update((int) (file.crc() >>> shift) & 0xff);
      }
    }
    return "%s-%08x".formatted(bundle.name().toLowerCase(Locale.ROOT), sum.getValue());
  }

  private static NativeLibrary loadFromTemporary(List<PackedFile> files) throws IOException {
    Path folder =
        Files.createTempDirectory(
            "ridgeline-native",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    try {
      return loadFrom(folder, files);
    } finally {
      for (PackedFile file : files) {
        Files.deleteIfExists(folder.resolve(file.name()));
      }
      Files.deleteIfExists(folder);
    }
  }

  private static NativeLibrary loadFrom(Path folder, List<PackedFile> files) throws IOException {
    List<Path> unpacked = new ArrayList<>();
    for (PackedFile file : files) {
      unpacked.add(file.unpackInto(folder));
    }
    SymbolLookup last = SymbolLookup.loaderLookup();
    for (Path path : unpacked) {
      try {
        last = SymbolLookup.libraryLookup(path, Arena.global());
      } catch (IllegalArgumentException e) {
        // The lookup does not say why; the older way of loading does.
        System.load(path.toAbsolutePath().toString());
        throw new IOException("cannot open '" + path + "'", e);
      }
    }
    return new NativeLibrary(last);
  }

  /**
   * A function of the library. Keep the handle in a static final field: only then is a call as
   * cheap as it can be.
   *
   * @throws IllegalStateException if the library has no such function
   */
  public MethodHandle function(String name, FunctionDescriptor descriptor) {
    MemorySegment address =
        symbols
            .find(name)
            .orElseThrow(() -> new IllegalStateException("the library has no function " + name));
    return Linker.nativeLinker().downcallHandle(address, descriptor);
  }
}
