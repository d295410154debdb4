package dev.ridgeline.app.house;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ridgeline.app.cli.Command;
import dev.ridgeline.app.cli.Commands;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds what the README and its neighbours say to the code. */
final class ReadmeTest {
  private static final Path ROOT = root();
  private static final Pattern LINK = Pattern.compile("(?<!!)\\[[^\\]]*\\]\\(([^)#:]+)\\)");

  @Test
  void everyCommandIsInTheTable() throws IOException {
    String readme = read("README.md");
    assertThat(Commands.all())
        .extracting(Command::name)
        .allSatisfy(name -> assertThat(readme).containsPattern("\\| `" + name + "[ `]"));
  }

  @Test
  void theLibraryExampleCompilesAndPrintsWhatItSays(@TempDir Path folder) throws Exception {
    String readme = read("README.md");
    String code = between(readme, "```java\n", "```");
    Path source = Files.writeString(folder.resolve("Example.java"), code);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    ByteArrayOutputStream messages = new ByteArrayOutputStream();
    int status =
        compiler.run(
            null,
            messages,
            messages,
            "-cp",
            System.getProperty("java.class.path"),
            "-d",
            folder.toString(),
            source.toString());
    assertThat(status).as(messages.toString(StandardCharsets.UTF_8)).isZero();
    assertThat(outputOf(folder, "Example")).isEqualTo(between(readme, "It prints `", "`"));
  }

  @Test
  void linksLeadSomewhere() throws IOException {
    for (String page : List.of("README.md", "CONTRIBUTING.md", "CHANGES.md")) {
      Matcher link = LINK.matcher(read(page));
      while (link.find()) {
        assertThat(ROOT.resolve(link.group(1))).as(page).exists();
      }
    }
  }

  /** The example prints on standard output; nothing else of this process may do so meanwhile. */
  private static String outputOf(Path folder, String type) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream before = System.out;
    URL[] classes = {folder.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(classes, ReadmeTest.class.getClassLoader())) {
      System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
      loader.loadClass(type).getMethod("main", String[].class).invoke(null, (Object) new String[0]);
    } finally {
      System.setOut(before);
    }
    return out.toString(StandardCharsets.UTF_8).strip();
  }

  private static String between(String text, String begin, String end) {
    int from = text.indexOf(begin);
    assertThat(from).as(begin).isNotNegative();
    return text.substring(from + begin.length(), text.indexOf(end, from + begin.length()));
  }

  private static String read(String name) throws IOException {
    return Files.readString(ROOT.resolve(name));
  }

  /** The folder of the launcher, from this module's or from itself. */
  private static Path root() {
    return Stream.iterate(Path.of("").toAbsolutePath(), path -> path != null, Path::getParent)
        .filter(folder -> Files.exists(folder.resolve("ridgeline")))
        .findFirst()
        .orElseThrow();
  }
}
