package dev.ridgeline.formats.safetensors;

import dev.ridgeline.formats.file.Quote;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the header of a safetensors file: the part of JSON that it may hold, and nothing else. A
 * tensor's entry has {@code dtype}, {@code shape} and {@code data_offsets}; {@code __metadata__}
 * maps texts to texts and is passed over.
 *
 * <p><b>Source.</b> The format's description at github.com/huggingface/safetensors.
 */
final class HeaderReader {
  private static final int MAX_RANK = 64;
  private static final String METADATA = "__metadata__";

  /** A tensor as the header describes it; offsets count from the end of the header. */
  record Entry(String dtype, List<Long> shape, long begin, long end) {}

  private final String text;
  private int at;

  private HeaderReader(String text) {
    this.text = text;
  }

  /**
   * Every tensor by name.
   *
   * @throws MalformedSafetensors when the header is anything else
   */
  static Map<String, Entry> read(String header) {
    return new HeaderReader(header).entries();
  }

  private Map<String, Entry> entries() {
    Map<String, Entry> entries = new LinkedHashMap<>();
    boolean[] metadata = new boolean[1];
    members(name -> {
      if (name.equals(METADATA)) {
        if (metadata[0]) {
          throw twice(name);
        }
        metadata[0] = true;
        members(_ -> string());
      } else if (entries.put(name, entry(name)) != null) {
        throw twice(name);
      }
    });
    skipSpace();
    if (at < text.length()) {
      throw damaged("something after its last brace");
    }
    return entries;
  }

  /** What reads the value of a member. */
  private interface Member {
    void read(String name);
  }

  private void members(Member member) {
    expect('{');
    if (accept('}')) {
      return;
    }
    do {
      String name = string();
      expect(':');
      member.read(name);
    } while (accept(','));
    expect('}');
  }

  private Entry entry(String name) {
    String[] dtype = new String[1];
    List<List<Long>> lists = new ArrayList<>(List.of(List.of(), List.of()));
    boolean[] seen = new boolean[3];
    members(field -> {
      int which = List.of("dtype", "shape", "data_offsets").indexOf(field);
      if (which < 0 || seen[which]) {
        throw new MalformedSafetensors(
            "has field '%s' in the entry of tensor '%s'; dtype, shape and data_offsets are allowed, once each"
                .formatted(Quote.of(field), Quote.of(name)));
      }
      seen[which] = true;
      if (which == 0) {
        dtype[0] = string();
      } else {
        lists.set(which - 1, wholes());
      }
    });
    if (!seen[0] || !seen[1] || !seen[2] || lists.get(1).size() != 2) {
      throw new MalformedSafetensors(
          "has an entry of tensor '%s' without dtype, shape or two data_offsets; save it again"
              .formatted(Quote.of(name)));
    }
    return new Entry(dtype[0], lists.get(0), lists.get(1).get(0), lists.get(1).get(1));
  }

  private List<Long> wholes() {
    List<Long> wholes = new ArrayList<>();
    expect('[');
    if (accept(']')) {
      return wholes;
    }
    do {
      if (wholes.size() == MAX_RANK) {
        throw damaged("a list of more than " + MAX_RANK + " numbers");
      }
      wholes.add(whole());
    } while (accept(','));
    expect(']');
    return wholes;
  }

  private long whole() {
    skipSpace();
    int start = at;
    long value = 0;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      value = value * 10 + text.charAt(at++) - '0';
      if (at - start > 18) {
        throw damaged("a number of more than 18 digits");
      }
    }
    if (at == start) {
      throw damaged("no whole number from 0");
    }
    return value;
  }

  private String string() {
    expect('"');
    StringBuilder value = new StringBuilder();
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == '"') {
        return value.toString();
      }
      value.append(c == '\\' ? escaped() : c);
    }
    throw damaged("a text without an end");
  }

  private char escaped() {
    char c = at < text.length() ? text.charAt(at++) : 0;
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> {
        int code = 0;
        for (int i = 0; i < 4; i++) {
          int digit = at < text.length() ? Character.digit(text.charAt(at++), 16) : -1;
          if (digit < 0) {
            throw damaged("an escape that is none");
          }
          code = code * 16 + digit;
        }
        yield (char) code;
      }
      default -> throw damaged("an escape that is none");
    };
  }

  private void skipSpace() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private boolean accept(char wanted) {
    skipSpace();
    if (at < text.length() && text.charAt(at) == wanted) {
      at++;
      return true;
    }
    return false;
  }

  private void expect(char wanted) {
    if (!accept(wanted)) {
      throw damaged("no '" + wanted + "'");
    }
  }

  private static MalformedSafetensors twice(String name) {
    return new MalformedSafetensors(
        "describes '%s' twice; save it again".formatted(Quote.of(name)));
  }

  private MalformedSafetensors damaged(String what) {
    return new MalformedSafetensors(
        "has a header with %s at character %d; copy or save it again".formatted(what, at));
  }
}
