package dev.ridgeline.compiler.verify;

import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.ValueType;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The names that are defined around a statement. */
final class Scopes {
  private final Place place;
  private final Map<String, ValueType> vars = new HashMap<>();
  private final Set<String> locals = new HashSet<>();
  private final Map<String, Buffer> buffers = new HashMap<>();

  Scopes(Place place) {
    this.place = place;
  }

  void define(Expr.Var var) {
    if (vars.putIfAbsent(var.name(), var.type()) != null) {
      throw place.broken(Rule.SCOPE, "'" + var.name() + "' is defined twice");
    }
  }

  void defineLocal(Expr.Var var) {
    define(var);
    locals.add(var.name());
  }

  void forget(Expr.Var var) {
    vars.remove(var.name());
    locals.remove(var.name());
  }

  void use(Expr.Var var) {
    ValueType type = vars.get(var.name());
    if (type == null) {
      throw place.broken(Rule.SCOPE, "nothing here is called '" + var.name() + "'");
    }
    if (!type.equals(var.type())) {
      throw place.broken(
          Rule.TYPE, "'%s' is %s but is used as %s".formatted(var.name(), type, var.type()));
    }
  }

  void assign(Expr.Var var) {
    use(var);
    if (!locals.contains(var.name())) {
      throw place.broken(Rule.SCOPE, "'" + var.name() + "' is no local and cannot be assigned to");
    }
  }

  void declare(Buffer buffer) {
    if (buffers.putIfAbsent(buffer.name(), buffer) != null) {
      throw place.broken(Rule.SCOPE, "buffer '" + buffer.name() + "' is declared twice");
    }
  }

  void forget(Buffer buffer) {
    buffers.remove(buffer.name());
  }

  void use(Buffer buffer) {
    Buffer declared = buffers.get(buffer.name());
    if (declared == null) {
      throw place.broken(Rule.SCOPE, "no buffer here is called '" + buffer.name() + "'");
    }
    if (!declared.equals(buffer)) {
      throw place.broken(
          Rule.SCOPE,
          "buffer '" + buffer.name() + "' is declared as " + declared + " but used as " + buffer);
    }
  }
}
