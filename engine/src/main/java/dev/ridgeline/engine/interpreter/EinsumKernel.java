package dev.ridgeline.engine.interpreter;

import dev.ridgeline.core.UserError;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Einstein summation by the definition: a sum over all indices that are not in the result. */
final class EinsumKernel {
  private EinsumKernel() {}

  static Array run(String equation, Operands in) {
    String compact = equation.replace(" ", "").replace("...", "*");
    int arrow = compact.indexOf("->");
    String[] terms = (arrow < 0 ? compact : compact.substring(0, arrow)).split(",", -1);
    List<List<Character>> named = new ArrayList<>();
    for (int t = 0; t < terms.length; t++) {
      named.add(names(terms[t], in.get(t).rank()));
    }
    int ellipsis = 0;
    for (List<Character> names : named) {
      ellipsis = Math.max(ellipsis, (int) names.stream().filter(c -> c < 32).count());
    }
    String result = arrow < 0 ? implied(terms) : compact.substring(arrow + 2);
    List<Character> wanted = names(result, result.replace("*", "").length() + ellipsis);
    Map<Character, Integer> sizes = sizes(named, in);
    List<Character> order =
        new ArrayList<>(result.contains("*") ? wanted : names(result, result.length()));
    List<Character> outNames = List.copyOf(order);
    sizes.keySet().stream().sorted().filter(c -> !outNames.contains(c)).forEach(order::add);
    return sum(order, outNames, sizes, named, in);
  }

  /** Indices by letter; those of an ellipsis are numbered from the last, as letters below 32. */
  private static List<Character> names(String term, int rank) {
    List<Character> names = new ArrayList<>();
    int free = rank - term.replace("*", "").length();
    if (free < 0 || (free > 0 && !term.contains("*"))) {
      throw new UserError("einsum term '%s' does not fit %d dimensions".formatted(term, rank));
    }
    for (int at = 0; at < term.length(); at++) {
      char c = term.charAt(at);
      if (c == '*') {
        for (int i = free; i > 0; i--) {
          names.add((char) i);
        }
      } else {
        names.add(c);
      }
    }
    return names;
  }

  private static String implied(String[] terms) {
    Map<Character, Integer> uses = new TreeMap<>();
    String.join("", terms).chars().forEach(c -> uses.merge((char) c, 1, Integer::sum));
    StringBuilder result = new StringBuilder(uses.containsKey('*') ? "*" : "");
    uses.forEach((c, n) -> {
      if (c != '*' && n == 1) {
        result.append(c);
      }
    });
    return result.toString();
  }

  private static Map<Character, Integer> sizes(List<List<Character>> named, Operands in) {
    Map<Character, Integer> sizes = new HashMap<>();
    for (int t = 0; t < named.size(); t++) {
      for (int i = 0; i < named.get(t).size(); i++) {
        int size = in.get(t).dims[i];
        int before = sizes.merge(named.get(t).get(i), size, (a, b) -> a == 1 ? b : a);
        if (before != size && size != 1) {
          throw new UserError(
              "einsum index '%s' has sizes %d and %d".formatted(named.get(t).get(i), before, size));
        }
      }
    }
    return sizes;
  }

  private static Array sum(
      List<Character> order,
      List<Character> outNames,
      Map<Character, Integer> sizes,
      List<List<Character>> named,
      Operands in) {
    int[] dims = order.stream().mapToInt(c -> sizes.getOrDefault(c, 1)).toArray();
    int[][] strides = new int[named.size()][order.size()];
    for (int t = 0; t < named.size(); t++) {
      int[] own = Strided.strides(in.get(t).dims);
      for (int i = 0; i < own.length; i++) {
        if (in.get(t).dims[i] != 1) {
          strides[t][order.indexOf(named.get(t).get(i))] += own[i];
        }
      }
    }
    Array y = in.get(0).like(java.util.Arrays.copyOf(dims, outNames.size()));
    int summed = 1;
    for (int i = outNames.size(); i < dims.length; i++) {
      summed *= dims[i];
    }
    boolean real = y.isReal();
    int[] index = new int[dims.length];
    for (int o = 0; o < y.size; o++) {
      double realSum = 0;
      long wholeSum = 0;
      for (int s = 0; s < summed; s++) {
        double realProduct = 1;
        long wholeProduct = 1;
        for (int t = 0; t < strides.length; t++) {
          int at = 0;
          for (int i = 0; i < index.length; i++) {
            at += index[i] * strides[t][i];
          }
          if (real) {
            realProduct *= in.get(t).real(at);
          } else {
            wholeProduct *= in.get(t).whole(at);
          }
        }
        realSum += realProduct;
        wholeSum += wholeProduct;
        for (int axis = dims.length - 1; axis >= 0 && ++index[axis] == dims[axis]; axis--) {
          index[axis] = 0;
        }
      }
      if (real) {
        y.setReal(o, realSum);
      } else {
        y.setWhole(o, wholeSum);
      }
    }
    return y;
  }
}
