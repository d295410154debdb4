package dev.ridgeline.app.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Which module may use which: arrows point down the table, and there are no others. */
final class ModuleArrowsTest {
  private static final String ROOT = "dev.ridgeline.";

  /** A module is the package of its name below the root. */
  private static final Map<String, Set<String>> ARROWS =
      Map.ofEntries(
          Map.entry(
              "app",
              Set.of(
                  "mcu",
                  "learning",
                  "engine",
                  "compiler",
                  "primitives",
                  "measure",
                  "audio",
                  "formats",
                  "peers",
                  "core")),
          Map.entry("mcu", Set.of("compiler", "audio", "core")),
          Map.entry(
              "learning", Set.of("engine", "primitives", "audio", "formats", "measure", "core")),
          Map.entry("engine", Set.of("compiler", "primitives", "measure", "core")),
          Map.entry("compiler", Set.of("measure", "core")),
          Map.entry("primitives", Set.of("measure", "core")),
          Map.entry("measure", Set.of("core")),
          Map.entry("audio", Set.of("core")),
          Map.entry("formats", Set.of("core")),
          Map.entry("peers", Set.of("core")),
          Map.entry("core", Set.of()));

  private static final Pattern VAGUE_CLASS =
      Pattern.compile(".*(Util|Utils|Helper|Helpers|Manager|Impl|Common)|Pair");
  private static final Pattern VAGUE_PACKAGE =
      Pattern.compile("(.*\\.)?(util|utils|common|helper|helpers|manager|impl)(\\..*)?");

  private static JavaClasses classes = new ClassFileImporter().importClasses(List.of());

  @BeforeAll
  static void readMainClasses() {
    classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.ridgeline");
  }

  @Test
  void everyModuleIsInTheTable() {
    Set<String> found = new TreeSet<>();
    classes.forEach(type -> found.add(module(type).orElse(type.getName())));
    assertThat(found).isSubsetOf(ARROWS.keySet()).contains("app", "measure", "peers", "core");
  }

  @Test
  void arrowsPointDownOnly() {
    Set<String> wrong = new TreeSet<>();
    for (JavaClass type : classes) {
      String from = module(type).orElse("");
      type.getDirectDependenciesFromSelf()
          .forEach(use ->
              module(use.getTargetClass())
                  .filter(to -> !to.equals(from))
                  .filter(to -> !ARROWS.getOrDefault(from, Set.of()).contains(to))
                  .ifPresent(to -> wrong.add(from + " -> " + to + ": " + use.getDescription())));
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void namesSayWhatAClassIsFor() {
    Set<String> wrong = new TreeSet<>();
    for (JavaClass type : classes) {
      if (VAGUE_CLASS.matcher(type.getSimpleName()).matches()
          || VAGUE_PACKAGE.matcher(type.getPackageName()).matches()) {
        wrong.add(type.getName());
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static Optional<String> module(JavaClass type) {
    JavaClass base = type.getBaseComponentType();
    if (!base.getPackageName().startsWith(ROOT)) {
      return Optional.empty();
    }
    String below = base.getPackageName().substring(ROOT.length());
    int dot = below.indexOf('.');
    return Optional.of(dot < 0 ? below : below.substring(0, dot));
  }
}
