package dev.ridgeline.mcu.c;

import dev.ridgeline.mcu.plan.Arena;
import dev.ridgeline.mcu.plan.Network;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * A network as one C99 source that needs nothing else, with {@code ridgeline_infer}: no
 * interpreter, no allocation, one static arena. Kernels have a form for processors with DSP
 * instructions and a portable one; both give the same bytes.
 *
 * @param header text of ridgeline_model.h
 * @param source text of ridgeline_model.c
 */
public record CProgram(String header, String source) {
  public static final String HEADER_FILE = "ridgeline_model.h";
  public static final String SOURCE_FILE = "ridgeline_model.c";

  /** Functions of layers are called this and the layer's index. */
  public static final String LAYER_PREFIX = "rl_layer_";

  /** The program of {@code network}, its memory as {@code arena} says. */
  public static CProgram of(Network network, Arena arena) {
    return new CProgram(headerText(network), sourceText(network, arena));
  }

  private static String headerText(Network network) {
    return """
    /* %s. Made by Ridgeline; every change is lost when it is made again. */
    #ifndef RIDGELINE_MODEL_H
    #define RIDGELINE_MODEL_H

    #include <stdint.h>

    #define RIDGELINE_INPUT_BYTES %d
    #define RIDGELINE_OUTPUT_BYTES %d

    #ifdef __cplusplus
    extern "C" {
    #endif

    /* One inference: in and out do not overlap. Not to be called while it runs. */
    void ridgeline_infer(const int8_t *in, int8_t *out);

    #ifdef __cplusplus
    }
    #endif
    #endif
    """
        .formatted(CText.comment(network.name()), network.inputBytes(), network.outputBytes());
  }

  private static String sourceText(Network network, Arena arena) {
    Set<String> sources = new LinkedHashSet<>();
    sources.add("prelude.c");
    sources.add("requantise.c");
    Map<String, String> definitions = new LinkedHashMap<>();
    network.layers().stream()
        .map(layer -> KernelForm.of(layer, network))
        .forEach(form -> {
          sources.addAll(form.sources());
          definitions.put(form.name(), form.definition());
        });
    StringBuilder text = new StringBuilder();
    text.append(
        "/* %s. Made by Ridgeline; every change is lost when it is made again. */\n"
            .formatted(CText.comment(network.name())));
    text.append("#include \"" + HEADER_FILE + "\"\n\n");
    sources.forEach(source -> text.append(Resource.text("kernel/" + source)).append('\n'));
    definitions.values().forEach(text::append);
    text.append(arenaText(arena));
    StringBuilder calls = new StringBuilder();
    for (int i = 0; i < network.layers().size(); i++) {
      text.append(LayerText.of(network, arena, i));
      calls.append(LayerText.call(network, i));
    }
    text.append("\nvoid ridgeline_infer(const int8_t *in, int8_t *out) {\n")
        .append(calls)
        .append("}\n");
    return text.toString();
  }

  private static String arenaText(Arena arena) {
    int words = arena.bytes() / 4;
    return words == 0
        ? ""
        : """

        static union {
          int8_t bytes[%d];
          int16_t halves[%d];
          int32_t words[%d];
        } rl_arena;
        """
            .formatted(4 * words, 2 * words, words);
  }
}
