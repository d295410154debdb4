package dev.ridgeline.compiler.verify;

import dev.ridgeline.compiler.ir.IrText;
import dev.ridgeline.compiler.ir.Stmt;
import java.util.ArrayList;
import java.util.List;

/** Where in a program a check stands, for its messages. */
final class Place {
  private final String root;
  private final List<String> loops = new ArrayList<>();
  private Stmt statement = Stmt.Sequence.EMPTY;

  Place(String root) {
    this.root = root;
  }

  void enter(Stmt s) {
    statement = s;
    if (s instanceof Stmt.Loop loop) {
      loops.add(loop.var().name());
    }
  }

  void leave(Stmt s) {
    if (s instanceof Stmt.Loop) {
      loops.removeLast();
    }
  }

  void at(Stmt s) {
    statement = s;
  }

  InvalidProgram broken(Rule rule, String detail) {
    String where = loops.isEmpty() ? root : root + " under " + String.join(", ", loops);
    String text = IrText.of(statement);
    int end = text.indexOf('\n');
    return new InvalidProgram(rule, detail, where, end < 0 ? text : text.substring(0, end));
  }
}
