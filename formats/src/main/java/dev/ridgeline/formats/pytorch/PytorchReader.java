package dev.ridgeline.formats.pytorch;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.formats.file.Quote;
import dev.ridgeline.formats.pytorch.PickleValue.Dictionary;
import dev.ridgeline.formats.pytorch.PickleValue.Text;
import dev.ridgeline.formats.pytorch.PickleValue.View;
import dev.ridgeline.formats.weights.ByteSource;
import dev.ridgeline.formats.weights.StateDictionary;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.CRC32;

/**
 * Reads state dictionaries as {@code torch.save} writes them since PyTorch 1.6: a zip archive of a
 * pickle and one record for each storage. Nothing in the file is executed: the pickle may name
 * tensors and plain containers only. Elements stay in the file; a tensor that is no dense run of
 * its storage is gathered when it is read.
 *
 * <p><b>Limits.</b> Little-endian archives; checksums are compared for the pickle and not for
 * elements, which are not touched before they are read.
 */
public final class PytorchReader {
  /** Bytes of a pickle; a dictionary of ten thousand tensors has two million. */
  private static final long MAX_PICKLE = 64L << 20;

  private static final String PICKLE = "/data.pkl";
  private static final String AGAIN =
      "load it in PyTorch and save model.state_dict() again with torch.save(..., FILE) of 1.6 or later";

  private PytorchReader() {}

  /**
   * The tensors of a file.
   *
   * @throws UserError of one line when the file is damaged, is of an older format, or wants
   *     anything but tensors and containers to be made
   */
  public static StateDictionary read(ByteSource source) {
    try {
      requireZip(source);
      return read(source, ZipRecords.of(source));
    } catch (MalformedPytorch e) {
      throw StateDictionary.refusal(source, String.valueOf(e.getMessage()));
    }
  }

  private static StateDictionary read(ByteSource source, Map<String, ZipRecords.Entry> records) {
    List<String> pickles =
        records.keySet().stream()
            .filter(name ->
                name.endsWith(PICKLE) && name.indexOf('/') == name.length() - PICKLE.length())
            .toList();
    if (pickles.size() != 1) {
      throw new MalformedPytorch(
          "holds %d pickles FOLDER%s where a file of torch.save holds one; give the file that torch.save wrote"
              .formatted(pickles.size(), PICKLE));
    }
    String folder = pickles.getFirst().substring(0, pickles.getFirst().indexOf('/') + 1);
    requirePlain(source, folder, records);
    ZipRecords.Entry entry = Objects.requireNonNull(records.get(pickles.getFirst()));
    if (entry.length() > MAX_PICKLE) {
      throw new MalformedPytorch(
          "has a pickle of %d bytes; at most %d are allowed: save model.state_dict() alone"
              .formatted(entry.length(), MAX_PICKLE));
    }
    byte[] pickle = source.copy(entry.start(), entry.length());
    CRC32 crc = new CRC32();
    crc.update(pickle);
    if ((int) crc.getValue() != entry.crc()) {
      throw new MalformedPytorch("has a pickle whose checksum is wrong; copy or save it again");
    }
    ViewConstants constants = new ViewConstants(source, folder + "data/", records);
    Map<String, Constant> tensors = new LinkedHashMap<>();
    state(PickleReader.read(pickle))
        .entries()
        .forEach((key, value) -> {
          if (!(key instanceof Text(String name)) || !(value instanceof View view)) {
            throw new MalformedPytorch(
                "has entry '%s', which is %s; a state dictionary holds tensors by name: save model.state_dict() alone"
                    .formatted(name(key), value.kind()));
          }
          tensors.put(name, constants.of(name, view));
        });
    return new StateDictionary(source.name(), tensors);
  }

  /** The dictionary of tensors: the whole, or the only one among its values. */
  private static Dictionary state(PickleValue whole) {
    if (!(whole instanceof Dictionary top)) {
      throw new MalformedPytorch(
          "holds %s; a state dictionary was expected: save model.state_dict()"
              .formatted(whole.kind()));
    }
    if (holdsTensors(top)) {
      return top;
    }
    List<Map.Entry<PickleValue, PickleValue>> nested =
        top.entries().entrySet().stream()
            .filter(entry -> entry.getValue() instanceof Dictionary inner && holdsTensors(inner))
            .toList();
    if (nested.size() == 1 && nested.getFirst().getValue() instanceof Dictionary only) {
      return only;
    }
    throw new MalformedPytorch(
        nested.isEmpty()
            ? "holds no tensors by name; save model.state_dict()"
            : "holds %d dictionaries of tensors, %s; save the one that is meant alone"
                .formatted(
                    nested.size(), nested.stream().limit(5).map(e -> name(e.getKey())).toList()));
  }

  private static boolean holdsTensors(Dictionary dictionary) {
    return dictionary.entries().values().stream().anyMatch(View.class::isInstance);
  }

  private static String name(PickleValue key) {
    return key instanceof Text(String text) ? Quote.of(text) : key.kind();
  }

  private static void requireZip(ByteSource source) {
    byte[] start = source.copy(0, Math.min(source.size(), 512));
    if (start.length >= 4 && start[0] == 'P' && start[1] == 'K' && start[2] == 3 && start[3] == 4) {
      return;
    }
    String text = new String(start, StandardCharsets.ISO_8859_1);
    if (text.startsWith("\u0080\u0002")) {
      throw new MalformedPytorch("is in PyTorch's format from before 1.6; " + AGAIN);
    }
    if (text.startsWith("ustar", 257)) {
      throw new MalformedPytorch("is in PyTorch's tar format from before 0.4; " + AGAIN);
    }
    throw new MalformedPytorch(
        "is neither a file of torch.save nor a safetensors file; give a .pt, .pth or .safetensors file of weights");
  }

  /** No program beside the weights, and elements in this machine's order of bytes. */
  private static void requirePlain(
      ByteSource source, String folder, Map<String, ZipRecords.Entry> records) {
    if (records.keySet().stream().anyMatch(name -> name.startsWith(folder + "code/"))
        || records.containsKey(folder + "constants.pkl")) {
      throw new MalformedPytorch(
          "is a TorchScript archive, a program; save its weights with torch.save(torch.jit.load(FILE).state_dict(), OUT)");
    }
    ZipRecords.Entry order = records.get(folder + "byteorder");
    if (order != null
        && (order.length() != "little".length()
            || source.bytes().get(ValueLayout.JAVA_BYTE, order.start()) != 'l')) {
      throw new MalformedPytorch(
          "has elements in big-endian order; save it again on a little-endian machine");
    }
  }
}
