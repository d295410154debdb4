import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Adds up the reports that Surefire and the launcher's tests left, names what failed and what was
 * skipped, and ends with one line of counts. With {@code RIDGELINE_REQUIRE_ALL=1} a skipped test
 * counts as failed, unless its class has the tag {@code hardware}.
 */
final class TestReport {
  private static final boolean REQUIRE_ALL = "1".equals(System.getenv("RIDGELINE_REQUIRE_ALL"));

  private final List<String> failed = new ArrayList<>();
  private final List<String> skipped = new ArrayList<>();
  private int passed;

  /** Reads the reports below the current folder; exits with 1 if a test failed or none ran. */
  public static void main(String[] args) throws Exception {
    Path root = Path.of(args.length == 0 ? "." : args[0]);
    TestReport report = new TestReport();
    for (Path file : surefireReports(root)) {
      report.add(root, file);
    }
    Path launcher = root.resolve("target/launcher-tests.txt");
    if (Files.exists(launcher)) {
      Files.readAllLines(launcher).forEach(report::addLine);
    }
    report.skipped.forEach(line -> System.out.println("skipped: " + line));
    report.failed.forEach(line -> System.out.println("failed: " + line));
    System.out.printf(
        "%d passed, %d failed, %d skipped%n",
        report.passed, report.failed.size(), report.skipped.size());
    System.exit(report.failed.isEmpty() && report.passed > 0 ? 0 : 1);
  }

  private static List<Path> surefireReports(Path root) throws IOException {
    List<Path> reports = new ArrayList<>();
    try (Stream<Path> modules = Files.list(root)) {
      for (Path module : modules.sorted().toList()) {
        Path folder = module.resolve("target/surefire-reports");
        if (Files.isDirectory(folder)) {
          try (Stream<Path> files = Files.list(folder)) {
            files
                .filter(file -> file.getFileName().toString().matches("TEST-.*\\.xml"))
                .sorted()
                .forEach(reports::add);
          }
        }
      }
    }
    return reports;
  }

  private void add(Path root, Path file) throws Exception {
    Document document = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
    Path module = file.getParent().getParent().getParent();
    NodeList cases = document.getElementsByTagName("testcase");
    for (int i = 0; i < cases.getLength(); i++) {
      Element test = (Element) cases.item(i);
      String name = test.getAttribute("classname") + "." + test.getAttribute("name");
      if (has(test, "failure") || has(test, "error")) {
        failed.add(name);
      } else if (has(test, "skipped")) {
        String reason = ((Element) test.getElementsByTagName("skipped").item(0)).getAttribute("message");
        skip(name, reason.lines().findFirst().orElse(""), hardware(module, test.getAttribute("classname")));
      } else {
        passed++;
      }
    }
  }

  private static boolean has(Element test, String child) {
    return test.getElementsByTagName(child).getLength() > 0;
  }

  /** Surefire's reports do not tell tags, so that the tag stands on the class, in its source. */
  private static boolean hardware(Path module, String className) throws IOException {
    String outer = className.replaceAll("\\$.*", "").replace('.', '/') + ".java";
    Path source = module.resolve("src/test/java").resolve(outer);
    return Files.exists(source) && Files.readString(source).contains("@Tag(\"hardware\")");
  }

  /** A line is {@code passed NAME}, {@code failed NAME: WHY} or {@code skipped NAME: WHY}. */
  private void addLine(String line) {
    String[] words = line.split(" ", 2);
    switch (words[0]) {
      case "passed" -> passed++;
      case "skipped" -> skip("launcher: " + words[1], "", false);
      default -> failed.add("launcher: " + line);
    }
  }

  private void skip(String name, String reason, boolean hardware) {
    String line = reason.isBlank() ? name : name + ": " + reason;
    if (REQUIRE_ALL && !hardware) {
      failed.add(line + " (skipped, but RIDGELINE_REQUIRE_ALL=1)");
    } else {
      skipped.add(hardware ? line + " (hardware)" : line);
    }
  }
}
