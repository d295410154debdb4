package dev.ridgeline.app.op;

import dev.ridgeline.app.cli.Console;
import dev.ridgeline.compiler.c.CTarget;
import dev.ridgeline.compiler.ir.IrText;
import dev.ridgeline.compiler.ir.Program;
import dev.ridgeline.compiler.jvm.JvmTarget;
import dev.ridgeline.compiler.lower.Lowering;
import java.util.List;

/** What {@code --print} shows instead of measuring. */
enum OpPrint {
  /** What is computed. */
  EXPRESSION,
  /** The scheduled program and what targets take. */
  IR,
  /** What the target compiles. */
  SOURCE,
  /** The expression, and the program after every pass. */
  ALL;

  void print(OpRequest request, ChosenSchedule chosen, Console console) {
    List<Lowering.Step> steps = Lowering.steps(chosen.schedule().program());
    switch (this) {
      case EXPRESSION -> expression(request, console);
      case IR -> {
        part("scheduled by " + chosen.name(), chosen.schedule().toString(), console);
        part("lowered", IrText.of(steps.getLast().program()), console);
      }
      case SOURCE -> source(request, steps.getLast().program(), console);
      case ALL -> {
        expression(request, console);
        part("scheduled by " + chosen.name(), chosen.schedule().toString(), console);
        steps.forEach(s -> part("after " + s.pass(), IrText.of(s.program()), console));
        source(request, steps.getLast().program(), console);
      }
    }
  }

  private static void expression(OpRequest request, Console console) {
    part("expression", request.operator().computation().toString(), console);
  }

  /** C, bytecode, or for the interpreter the loop IR itself. */
  private static void source(OpRequest request, Program flat, Console console) {
    switch (request.target()) {
      case CTarget _ -> part("C source", CTarget.source(flat), console);
      case JvmTarget _ -> part("bytecode", JvmTarget.source(flat), console);
      default ->
          part(
              "what target " + request.target().name() + " runs, as loop IR of level flat",
              IrText.of(flat),
              console);
    }
  }

  private static void part(String title, String text, Console console) {
    console.line("-- " + title);
    text.lines().forEach(console::line);
  }
}
