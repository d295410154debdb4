package dev.ridgeline.core.shape;

import dev.ridgeline.core.tensor.Dim;
import dev.ridgeline.core.tensor.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** An Einstein summation's equation, with ellipses named '*'. */
record EinsumEquation(List<String> terms, String result) {

  static EinsumEquation parse(String equation, NodeFacts facts) {
    String compact = equation.replace(" ", "").replace("...", "*");
    int arrow = compact.indexOf("->");
    List<String> terms =
        List.of((arrow < 0 ? compact : compact.substring(0, arrow)).split(",", -1));
    if (terms.size() != facts.inputCount()) {
      throw facts.fail(
          "equation '%s' has %d terms but %d inputs are given"
              .formatted(equation, terms.size(), facts.inputCount()));
    }
    if (arrow >= 0) {
      return new EinsumEquation(terms, compact.substring(arrow + 2));
    }
    Map<Character, Integer> uses = new TreeMap<>();
    String.join("", terms).chars().forEach(c -> uses.merge((char) c, 1, Integer::sum));
    StringBuilder result = new StringBuilder(uses.containsKey('*') ? "*" : "");
    uses.forEach((c, n) -> {
      if (c != '*' && n == 1) {
        result.append(c);
      }
    });
    return new EinsumEquation(terms, result.toString());
  }

  /** The shape of the output; unranked while an input is. */
  Shape output(NodeFacts facts) {
    if (!facts.ranked(terms.size())) {
      return Shape.unranked();
    }
    Map<Character, Dim> sizes = new HashMap<>();
    Shape ellipsis = Shape.scalar();
    for (int t = 0; t < terms.size(); t++) {
      String term = terms.get(t);
      Shape shape = facts.shape(t);
      int named = term.replace("*", "").length();
      int free = shape.rank() - named;
      if (free < 0 || (free > 0 && !term.contains("*"))) {
        throw facts.fail("term '%s' does not fit %d dimensions".formatted(term, shape.rank()));
      }
      int axis = 0;
      for (int i = 0; i < term.length(); i++) {
        char c = term.charAt(i);
        if (c == '*') {
          ellipsis =
              ElementwiseTypes.broadcast(
                  facts, ellipsis, Shape.of(shape.dims().subList(axis, axis + free)));
          axis += free;
        } else {
          Dim dim = shape.dim(axis++);
          sizes.merge(
              c,
              dim,
              (a, b) -> a.is(1) ? b : b.is(1) ? a : facts.same(a, b, "sizes of '" + c + "'"));
        }
      }
    }
    List<Dim> dims = new ArrayList<>();
    for (int i = 0; i < result.length(); i++) {
      char c = result.charAt(i);
      if (c == '*') {
        dims.addAll(ellipsis.dims());
      } else if (sizes.containsKey(c)) {
        dims.add(sizes.get(c));
      } else {
        throw facts.fail("output index '" + c + "' is in no term");
      }
    }
    return Shape.of(dims);
  }
}
