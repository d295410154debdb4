package dev.ridgeline.peers.nativecode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ridgeline.core.UserError;
import dev.ridgeline.peers.Availability;
import dev.ridgeline.peers.Availability.Available;
import dev.ridgeline.peers.Availability.Unavailable;
import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NativeLibraryTest {
  private static final String LINUX = "linux-x86_64";
  private static final NativeBundle SMALL =
      new NativeBundle(
          "Quadmath",
          "org.bytedeco:openblas with classifier linux-x86_64",
          "org/bytedeco/openblas/linux-x86_64",
          List.of("libquadmath.so.0"),
          Map.of());

  @TempDir Path folder;

  private static void needsLinux() {
    String here =
        NativeLibrary.platform(System.getProperty("os.name"), System.getProperty("os.arch"));
    Assumptions.assumeTrue(here.equals(LINUX), "this is " + here);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }

  @Test
  void unpacksOnceAndMendsWhatIsDamaged() throws IOException {
    needsLinux();
    Availability<NativeLibrary> first = NativeLibrary.open(SMALL, LINUX, Optional.of(folder));
    assertThat(first).isInstanceOf(Available.class);
    Path file = files().getFirst();
    assertThat(files()).hasSize(1);
    assertThat(folder.relativize(file).toString()).matches("quadmath-[0-9a-f]{8}/libquadmath.so.0");
    byte[] whole = Files.readAllBytes(file);
    var written = Files.getLastModifiedTime(file);

    assertThat(NativeLibrary.open(SMALL, LINUX, Optional.of(folder))).isInstanceOf(Available.class);
    assertThat(Files.getLastModifiedTime(file)).isEqualTo(written);

    byte[] damaged = whole.clone();
    damaged[whole.length / 2] ^= 1;
    Path beside = Files.write(folder.resolve("damaged"), damaged);
    Files.move(beside, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertThat(NativeLibrary.open(SMALL, LINUX, Optional.of(folder))).isInstanceOf(Available.class);
    assertThat(Files.readAllBytes(file)).isEqualTo(whole);
  }

  @Test
  void findsFunctionsAndNamesThoseMissing() {
    needsLinux();
    NativeLibrary library = NativeLibrary.open(SMALL, LINUX, Optional.of(folder)).require();
    assertThat(library.function("sqrtq", FunctionDescriptor.ofVoid())).isNotNull();
    assertThatThrownBy(() -> library.function("none", FunctionDescriptor.ofVoid()))
        .hasMessage("the library has no function none");
  }

  @Test
  void takesATemporaryFolderWhereTheCacheCannotBeWritten() throws IOException {
    needsLinux();
    Path file = Files.createFile(folder.resolve("file"));
    assertThat(NativeLibrary.open(SMALL, LINUX, Optional.of(file))).isInstanceOf(Available.class);
    assertThat(NativeLibrary.open(SMALL, LINUX, Optional.empty())).isInstanceOf(Available.class);
    assertThat(files()).containsExactly(file);
  }

  @Test
  void saysThatAnotherPlatformHasNone() {
    assertThat(NativeLibrary.platform("Mac OS X", "aarch64")).isEqualTo("mac-os-x-aarch64");
    assertThat(NativeLibrary.platform("Linux", "amd64")).isEqualTo(LINUX);
    Availability<NativeLibrary> none =
        NativeLibrary.open(SMALL, "mac-os-x-aarch64", Optional.empty());
    String reason =
        "Quadmath comes for linux-x86_64 only and this is mac-os-x-aarch64; compare with it on such a machine";
    assertThat(none).isEqualTo(new Unavailable<>(reason));
    assertThatThrownBy(none::require).isInstanceOf(UserError.class).hasMessage(reason);
  }

  @Test
  void saysWhichJarIsMissing() {
    NativeBundle missing =
        new NativeBundle("Nothing", "org.none:none", "org/none", List.of("libnone.so"), Map.of());
    assertThat(NativeLibrary.open(missing, LINUX, Optional.empty()))
        .isEqualTo(
            new Unavailable<>(
                "Nothing is not on the class path: 'org/none/libnone.so' is missing; add org.none:none"));
  }

  @Test
  void saysWhyALibraryCannotBeLoaded() {
    needsLinux();
    // This library needs one that is not in the jar.
    NativeBundle incomplete =
        new NativeBundle(
            "Incomplete",
            "org.bytedeco:openblas",
            "org/bytedeco/openblas/linux-x86_64",
            List.of("libjniopenblas_nolapack.so"),
            Map.of());
    assertThat(NativeLibrary.open(incomplete, LINUX, Optional.of(folder)))
        .isInstanceOfSatisfying(
            Unavailable.class,
            none ->
                assertThat(none.reason())
                    .startsWith("Incomplete cannot be loaded: ")
                    .contains("libopenblas_nolapack.so.0: cannot open shared object file")
                    .doesNotContain("\n")
                    .endsWith(
                        "; it needs Linux with glibc 2.34 or later and a cache or temporary folder that can be written and executed from"));
  }

  @Test
  void theCacheStandsWhereXdgSays() {
    assertThat(NativeCache.folder(Map.of("XDG_CACHE_HOME", "/x"), "/u"))
        .contains(Path.of("/x/ridgeline/native"));
    assertThat(NativeCache.folder(Map.of("XDG_CACHE_HOME", "relative"), "/u"))
        .contains(Path.of("/u/.cache/ridgeline/native"));
    assertThat(NativeCache.folder(Map.of(), "?")).isEmpty();
  }
}
