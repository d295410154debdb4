package dev.ridgeline.core.op;

/** Comparison and choice, element by element, with numpy broadcasting. */
public sealed interface Compare extends Op {

  /** Inputs a, b; output bool. */
  enum Relation implements Compare {
    EQUAL("Equal"),
    LESS("Less"),
    LESS_OR_EQUAL("LessOrEqual"),
    GREATER("Greater"),
    GREATER_OR_EQUAL("GreaterOrEqual");

    private final String label;

    Relation(String label) {
      this.label = label;
    }

    @Override
    public String label() {
      return label;
    }
  }

  /** Inputs condition (bool), a, b; output a where the condition holds, else b. */
  record Where() implements Compare {
    @Override
    public String label() {
      return "Where";
    }
  }
}
