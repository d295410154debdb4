package dev.ridgeline.compiler.c;

import dev.ridgeline.compiler.ir.Function;
import dev.ridgeline.compiler.ir.Program;
import dev.ridgeline.compiler.source.GccDialect;
import dev.ridgeline.compiler.source.SourcePrinter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A translation unit for the functions of programs. Besides each function there is an entry by
 * which it is called, {@code entry_N}, and what {@link WorkEstimate} says of it, {@code work_N};
 * functions are numbered through all programs.
 */
final class CSource {
  private CSource() {}

  static String of(List<Program> programs) {
    GccDialect dialect = new GccDialect();
    StringBuilder functions = new StringBuilder();
    int number = 0;
    for (int p = 0; p < programs.size(); p++) {
      List<Function> all = programs.get(p).functions();
      String prefix = programs.size() == 1 ? "" : "p" + p + "_";
      functions.append(SourcePrinter.functions(all, dialect, prefix));
      WorkEstimate estimate = new WorkEstimate(all);
      for (Function f : all) {
        String name = SourcePrinter.functionName(dialect, prefix, f.name());
        functions.append(entry(f, name, number));
        functions.append("const int64_t work_%d = %d;%n%n".formatted(number, estimate.of(f)));
        number++;
      }
    }
    return dialect.preamble() + functions;
  }

  private static String entry(Function f, String name, int number) {
    int width = CallShapes.of(f.buffers().size(), f.scalars().size());
    List<String> arguments = new ArrayList<>();
    String parameters;
    if (width == 0) {
      parameters = "void *const *b, const int32_t *s";
      IntStream.range(0, f.buffers().size()).forEach(i -> arguments.add("b[" + i + "]"));
      IntStream.range(0, f.scalars().size()).forEach(i -> arguments.add("s[" + i + "]"));
    } else {
      IntStream.range(0, f.buffers().size()).forEach(i -> arguments.add("b" + i));
      IntStream.range(0, f.scalars().size()).forEach(i -> arguments.add("s" + i));
      String buffers =
          IntStream.range(0, width).mapToObj(i -> "void *b" + i).collect(Collectors.joining(", "));
      String scalars =
          IntStream.range(0, width)
              .mapToObj(i -> "int32_t s" + i)
              .collect(Collectors.joining(", "));
      parameters = buffers + ", " + scalars;
    }
    return "void entry_%d(%s) {\n  %s(%s);\n}\n"
        .formatted(number, parameters, name, String.join(", ", arguments));
  }
}
