package dev.ridgeline.learning.network;

import dev.ridgeline.core.AtomicFile;
import dev.ridgeline.core.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Checkpoints: weights, moments, best weights so far and the curves, in one file that appears whole
 * or not at all, so that a run that was killed goes on from its last epoch to the same bits.
 * Layout: eight bytes of name and version, the fingerprint of the run (length and bytes), steps,
 * the number of curve values and the values (f64), then all arrays (f32), then the CRC-32C of all
 * that; little-endian.
 */
public final class TrainingState {
  private static final byte[] MAGIC = "RLCKPT01".getBytes(StandardCharsets.US_ASCII);
  private static final long MOST_BYTES = 1L << 30;
  private static final int MOST_CURVE = 1_000_000;

  private final Network network;
  private final Optimiser optimiser;
  private final List<float[]> best = new ArrayList<>();

  /** The state of a run; the first weights count as the best so far. */
  public TrainingState(Network network, Optimiser optimiser) {
    this.network = network;
    this.optimiser = optimiser;
    network.state().forEach(parameter -> best.add(parameter.value().clone()));
  }

  /** Remembers the weights as they are now as the best. */
  public void keepBest() {
    List<Parameter> state = network.state();
    for (int i = 0; i < best.size(); i++) {
      System.arraycopy(state.get(i).value(), 0, best.get(i), 0, best.get(i).length);
    }
  }

  /** Puts the best weights into the network. */
  public void useBest() {
    List<Parameter> state = network.state();
    for (int i = 0; i < best.size(); i++) {
      System.arraycopy(best.get(i), 0, state.get(i).value(), 0, best.get(i).length);
    }
  }

  private List<float[]> arrays() {
    List<float[]> all = new ArrayList<>();
    network.state().forEach(parameter -> all.add(parameter.value()));
    all.addAll(optimiser.moments());
    all.addAll(best);
    return all;
  }

  /**
   * Writes a checkpoint.
   *
   * @param fingerprint everything that decides the course of the run, in words
   * @param curve the figures of the epochs that are done
   */
  public void write(Path file, String fingerprint, double[] curve) {
    byte[] words = fingerprint.getBytes(StandardCharsets.UTF_8);
    List<float[]> arrays = arrays();
    int floats = arrays.stream().mapToInt(a -> a.length).sum();
    ByteBuffer buffer =
        ByteBuffer.allocate(
                MAGIC.length + 4 + words.length + 8 + 4 + 8 * curve.length + 4 * floats + 8)
            .order(ByteOrder.LITTLE_ENDIAN);
    buffer.put(MAGIC).putInt(words.length).put(words).putLong(optimiser.steps());
    buffer.putInt(curve.length);
    for (double value : curve) {
      buffer.putDouble(value);
    }
    for (float[] array : arrays) {
      for (float value : array) {
        buffer.putFloat(value);
      }
    }
    buffer.putLong(checksum(buffer.array(), buffer.position()));
    AtomicFile.write(file, out -> out.write(buffer.array()));
  }

  /**
   * Goes back to a checkpoint.
   *
   * @return the figures of the epochs that are done
   * @throws UserError if the file is damaged or is of another run
   */
  public double[] read(Path file, String fingerprint) {
    byte[] bytes = bytes(file);
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    byte[] words = fingerprint.getBytes(StandardCharsets.UTF_8);
    int head = MAGIC.length + 4;
    boolean whole =
        bytes.length > head + 20
            && Arrays.equals(Arrays.copyOf(bytes, MAGIC.length), MAGIC)
            && buffer.getLong(bytes.length - 8) == checksum(bytes, bytes.length - 8);
    if (!whole) {
      throw new UserError("checkpoint '%s' is damaged; delete it to begin anew".formatted(file));
    }
    int length = buffer.getInt(MAGIC.length);
    if (length != words.length
        || !Arrays.equals(Arrays.copyOfRange(bytes, head, head + length), words)) {
      throw new UserError(
          "checkpoint '%s' is of a run with other settings or data; name another --out, or delete it to begin anew"
              .formatted(file));
    }
    buffer.position(head + length);
    long steps = buffer.getLong();
    int count = buffer.getInt();
    int floats = arrays().stream().mapToInt(a -> a.length).sum();
    if (count < 0 || count > MOST_CURVE || buffer.remaining() != 8L * count + 4L * floats + 8) {
      throw new UserError(
          "checkpoint '%s' is of another version; delete it to begin anew".formatted(file));
    }
    double[] curve = new double[count];
    for (int i = 0; i < count; i++) {
      curve[i] = buffer.getDouble();
    }
    for (float[] array : arrays()) {
      for (int i = 0; i < array.length; i++) {
        array[i] = buffer.getFloat();
      }
    }
    optimiser.restore(steps);
    return curve;
  }

  private static byte[] bytes(Path file) {
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new UserError(
            "'%s' is too large for a checkpoint; delete it to begin anew".formatted(file));
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UserError(
          "cannot read checkpoint '%s': %s; delete it to begin anew"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  private static long checksum(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return crc.getValue();
  }
}
