package dev.ridgeline.learning.digits;

import dev.ridgeline.core.UserError;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Images of digits with their labels. What a network sees of a pixel p of 0 to 255 is (p / 255 -
 * 0.1307) / 0.3081: mean 0 and deviation 1 over the 60,000 images of MNIST.
 */
public final class Digits {
  /** Pixels of an image, 28 rows of 28. */
  public static final int PIXELS = 784;

  /** Digits there are. */
  public static final int CLASSES = 10;

  private static final float[] LEVELS = levels();

  private final byte[] images;
  private final byte[] labels;

  private Digits(byte[] images, byte[] labels) {
    this.images = images;
    this.labels = labels;
  }

  /** The 60,000 images to learn from, in a folder with the four gzipped files of MNIST. */
  public static Digits train(Path folder) {
    return read(folder, "train");
  }

  /** The 10,000 images to test with. */
  public static Digits test(Path folder) {
    return read(folder, "t10k");
  }

  private static Digits read(Path folder, String part) {
    Path imageFile = folder.resolve(part + "-images-idx3-ubyte.gz");
    Path labelFile = folder.resolve(part + "-labels-idx1-ubyte.gz");
    IdxFile images = IdxFile.read(imageFile, 3);
    IdxFile labels = IdxFile.read(labelFile, 1);
    int count = images.sizes().getFirst();
    if (images.sizes().get(1) * images.sizes().get(2) != PIXELS) {
      throw new UserError(
          "'%s' has images of %d x %d pixels; 28 x 28 are taken"
              .formatted(imageFile, images.sizes().get(1), images.sizes().get(2)));
    }
    if (labels.sizes().getFirst() != count) {
      throw new UserError(
          "'%s' has %d labels for %d images; take both files from one set"
              .formatted(labelFile, labels.sizes().getFirst(), count));
    }
    for (byte label : labels.elements()) {
      if (label < 0 || label >= CLASSES) {
        throw new UserError(
            "'%s' has a label %d; digits have 0 to 9"
                .formatted(labelFile, Byte.toUnsignedInt(label)));
      }
    }
    return new Digits(images.elements(), labels.elements());
  }

  private static float[] levels() {
    float[] levels = new float[256];
    for (int p = 0; p < levels.length; p++) {
      levels[p] = (float) ((p / 255.0 - 0.1307) / 0.3081);
    }
    return levels;
  }

  /** Images there are. */
  public int count() {
    return labels.length;
  }

  /** The images from one to before another. */
  public Digits part(int from, int to) {
    if (from < 0 || to > count() || from >= to) {
      throw new UserError(
          "a part of %d images from %d to before %d; give a range within them"
              .formatted(count(), from, to));
    }
    return new Digits(
        Arrays.copyOfRange(images, from * PIXELS, to * PIXELS),
        Arrays.copyOfRange(labels, from, to));
  }

  /** The digit on an image. */
  public int label(int image) {
    return labels[image];
  }

  /** Writes an image as networks see it. */
  void pixels(int image, float[] to, int at) {
    for (int i = 0; i < PIXELS; i++) {
      to[at + i] = LEVELS[images[image * PIXELS + i] & 0xff];
    }
  }

  /** Images from one on as networks see them, row after row. */
  public float[] batch(int from, int count) {
    float[] values = new float[count * PIXELS];
    for (int i = 0; i < count; i++) {
      pixels(from + i, values, i * PIXELS);
    }
    return values;
  }
}
