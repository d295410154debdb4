package dev.ridgeline.audio.frontend;

/**
 * Triangular channels on the mel scale over integer energies, and their rounded square roots.
 *
 * <p>Formula: mel(f) = 1127 ln(1 + f/700); a bin between two neighbouring channel centres counts
 * with weight w for the lower channel's falling half and 1-w for the next one's rising half, both
 * in Q12; {@code y[c] = round(sqrt(sum w e)) >> shift}. Shapes: fftSize/2+1 bins in, {@code
 * channels} values out. Units: energies are products of 16-bit values; sums have 64 bits. Cost: two
 * multiplications a bin and one square root a channel. Source: the micro front end library of
 * TensorFlow Lite for Microcontrollers, filter bank stage; worked out in f32 as there.
 */
public final class IntegerMelBank {
  private static final int FRACTION_BITS = 12;

  private final int channels;
  private final int firstBin;
  private final int[] channelOfBin;
  private final short[] weights;
  private final short[] unweights;

  /** Makes the weights. */
  public IntegerMelBank(int channels, float lowerHz, float upperHz, int sampleRateHz, int fftSize) {
    this.channels = channels;
    int spectrumSize = fftSize / 2 + 1;
    float hzPerBin = 0.5f * sampleRateHz / (spectrumSize - 1);
    float low = mel(lowerHz);
    float spacing = (mel(upperHz) - low) / (channels + 1);
    firstBin = (int) (1.5f + lowerHz / hzPerBin);
    int bins = 0;
    while (mel((firstBin + bins) * hzPerBin) <= low + spacing * (channels + 1)) {
      bins++;
    }
    if (firstBin + bins >= spectrumSize) {
      throw new IllegalArgumentException(
          "mel bank: channels end at bin %d, but the spectrum has %d"
              .formatted(firstBin + bins, spectrumSize));
    }
    channelOfBin = new int[bins];
    weights = new short[bins];
    unweights = new short[bins];
    int channel = 0;
    for (int i = 0; i < bins; i++) {
      float bin = mel((firstBin + i) * hzPerBin);
      while (bin > low + spacing * (channel + 1)) {
        channel++;
      }
      float centre = low + spacing * (channel + 1);
      float previous = channel == 0 ? low : low + spacing * channel;
      float weight = (centre - bin) / (centre - previous);
      channelOfBin[i] = channel;
      weights[i] = (short) Math.floor(weight * (1 << FRACTION_BITS) + 0.5f);
      unweights[i] = (short) Math.floor((1.0f - weight) * (1 << FRACTION_BITS) + 0.5f);
    }
  }

  /** The first bin with a weight; bin 0 never has one. */
  public int firstBin() {
    return firstBin;
  }

  /** Number of bins with a weight, from {@link #firstBin} on. */
  public int bins() {
    return weights.length;
  }

  /**
   * For each bin the number of the triangle edge that it lies under, 0 to {@code channels}: its
   * weight belongs to channel edge-1 and its unweight to channel edge; there is no channel -1 nor
   * {@code channels}. A copy.
   */
  public int[] edgeOfBin() {
    return channelOfBin.clone();
  }

  /** The weights of the falling halves in Q12, by bin; a copy. */
  public short[] weights() {
    return weights.clone();
  }

  /** The weights of the rising halves in Q12, by bin; a copy. */
  public short[] unweights() {
    return unweights.clone();
  }

  /** Sums the energies {@code re^2 + im^2} of the bins by channel; one sum a channel, unsigned. */
  public long[] accumulate(short[] re, short[] im) {
    long[] sums = new long[channels + 2];
    for (int i = 0; i < weights.length; i++) {
      int bin = firstBin + i;
      // Kept in 32 bits and widened with its sign, as in the reference.
      int energy = re[bin] * re[bin] + im[bin] * im[bin];
      sums[channelOfBin[i]] += (long) weights[i] * energy;
      sums[channelOfBin[i] + 1] += (long) unweights[i] * energy;
    }
    long[] inner = new long[channels];
    System.arraycopy(sums, 1, inner, 0, channels);
    return inner;
  }

  /** The rounded square root of an unsigned number, at most 65535 for numbers of 32 bits. */
  public static long roundedRoot(long number) {
    long rest = number;
    long root = 0;
    long bit = 1L << 62;
    while (Long.compareUnsigned(bit, rest) > 0) {
      bit >>>= 2;
    }
    while (bit != 0) {
      if (Long.compareUnsigned(rest, root + bit) >= 0) {
        rest -= root + bit;
        root = (root >>> 1) + bit;
      } else {
        root >>>= 1;
      }
      bit >>>= 2;
    }
    long ceiling = number >>> 32 == 0 ? 0xFFFFL : 0xFFFFFFFFL;
    return Long.compareUnsigned(rest, root) > 0 && root != ceiling ? root + 1 : root;
  }

  private static float mel(float hertz) {
    return 1127.0f * SingleLog1p.log1p(hertz / 700.0f);
  }
}
