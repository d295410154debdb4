package dev.ridgeline.audio.frontend;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * The front end of TensorFlow Lite for Microcontrollers' micro_speech, in exact integer arithmetic.
 *
 * <p>Stages: window, FFT scaled to the frame's loudness, mel channels, square root, noise
 * reduction, automatic gain, logarithm. Shapes: 16-bit samples in, {@link MicroFrame}s of 40
 * channels out, 49 a second of 16 kHz with the published parameters. Error: none, every stage
 * equals the published C code bit for bit. Cost: some 20,000 multiplications a frame, 12 KB.
 * Source: tensorflow/tflite-micro, microfrontend library; {@link
 * MicroFrontendParameters#microSpeech()}.
 *
 * <p>The noise estimate lives from frame to frame. {@link #accept} takes a stream in pieces of any
 * size and gives the frames that {@link #wholeClip} gives of the stream in one piece. Pass every
 * sample once: the overlap of the windows is kept here. One stream and one thread at a time.
 */
public final class MicroFrontend {
  private final MicroFrontendParameters parameters;
  private final IntegerWindow window;
  private final IntegerRealFft fft;
  private final IntegerMelBank bank;
  private final SpectralSubtraction noise;
  private final AutomaticGain gain;
  private final IntegerLog log;

  private final short[] pending;
  private final short[] windowed;
  private final short[] spectrumRe;
  private final short[] spectrumIm;
  private int pendingCount;

  /** A front end at the start of a stream. */
  public MicroFrontend(MicroFrontendParameters parameters) {
    this.parameters = parameters;
    int fftSize = parameters.fftSize();
    int correctionBits = Integer.numberOfTrailingZeros(fftSize) - 6;
    window = new IntegerWindow(parameters.windowSamples());
    fft = new IntegerRealFft(fftSize);
    bank =
        new IntegerMelBank(
            parameters.channels(),
            parameters.lowerHz(),
            parameters.upperHz(),
            parameters.sampleRateHz(),
            fftSize);
    noise =
        new SpectralSubtraction(
            parameters.channels(),
            parameters.smoothingBits(),
            parameters.evenSmoothing(),
            parameters.oddSmoothing(),
            parameters.minSignalRemaining());
    gain =
        new AutomaticGain(
            parameters.gainStrength(),
            parameters.gainOffset(),
            parameters.gainBits(),
            parameters.smoothingBits(),
            correctionBits);
    log = new IntegerLog(parameters.logScaleShift(), correctionBits);
    pending = new short[parameters.windowSamples()];
    windowed = new short[fftSize];
    spectrumRe = new short[fftSize / 2 + 1];
    spectrumIm = new short[fftSize / 2 + 1];
  }

  /** What shapes this front end. */
  public MicroFrontendParameters parameters() {
    return parameters;
  }

  /** The window stage, for its table. */
  public IntegerWindow window() {
    return window;
  }

  /** The FFT stage, for its tables. */
  public IntegerRealFft fft() {
    return fft;
  }

  /** The filter bank, for its weights. */
  public IntegerMelBank melBank() {
    return bank;
  }

  /** The noise reduction, for its constants. */
  public SpectralSubtraction spectralSubtraction() {
    return noise;
  }

  /** The gain stage, for its table. */
  public AutomaticGain automaticGain() {
    return gain;
  }

  /**
   * Takes {@code count} samples from {@code offset} on; passes on each frame that they complete.
   */
  public void accept(short[] samples, int offset, int count, Consumer<MicroFrame> sink) {
    Objects.checkFromIndexSize(offset, count, samples.length);
    int taken = 0;
    while (taken < count) {
      int copied = Math.min(count - taken, pending.length - pendingCount);
      System.arraycopy(samples, offset + taken, pending, pendingCount, copied);
      pendingCount += copied;
      taken += copied;
      if (pendingCount == pending.length) {
        sink.accept(frame(pending, 0));
        pendingCount -= parameters.hopSamples();
        System.arraycopy(pending, parameters.hopSamples(), pending, 0, pendingCount);
      }
    }
  }

  /** The frames of a whole recording, from the state of a new stream. */
  public static List<MicroFrame> wholeClip(MicroFrontendParameters parameters, short[] samples) {
    MicroFrontend frontend = new MicroFrontend(parameters);
    int frames = parameters.frames(samples.length);
    List<MicroFrame> result = new ArrayList<>(frames);
    for (int i = 0; i < frames; i++) {
      result.add(frontend.frame(samples, i * parameters.hopSamples()));
    }
    return result;
  }

  /** Goes back to the start of a stream: no samples waiting, no noise known. */
  public void reset() {
    pendingCount = 0;
    noise.reset();
  }

  private MicroFrame frame(short[] samples, int offset) {
    int largest = window.apply(samples, offset, windowed);
    // The loudest sample moves up to 15 bits, so that the FFT keeps as many bits as it can.
    int shift = 15 - (32 - Integer.numberOfLeadingZeros(largest));
    for (int i = 0; i < parameters.windowSamples(); i++) {
      windowed[i] = (short) (windowed[i] << shift);
    }
    fft.transform(windowed, spectrumRe, spectrumIm);
    long[] sums = bank.accumulate(spectrumRe, spectrumIm);
    int[] channels = new int[sums.length];
    for (int i = 0; i < sums.length; i++) {
      channels[i] = (int) (IntegerMelBank.roundedRoot(sums[i]) >>> shift);
    }
    int[] reduced = noise.apply(channels);
    int[] gained = gain.apply(reduced, noise);
    return new MicroFrame(channels, reduced, gained, log.apply(gained));
  }
}
