package dev.ridgeline.engine.training;

import dev.ridgeline.compiler.target.WorkerPool;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One optimiser's step on one parameter, in place, by the threads of a pool. Elements do not mix,
 * so that the number of threads changes nothing. Works on copies of pieces, in loops over Java
 * arrays: these are fast from the first steps on and allocate nothing.
 */
final class Update {
  private static final ValueLayout.OfFloat F32 = ValueLayout.JAVA_FLOAT_UNALIGNED;
  private static final int CHUNK = 4096;

  /** The arithmetic on elements {@code from} on of the state, {@code count} of them. */
  private interface Rule {
    void apply(float[] weights, float[] gradient, int from, int count);
  }

  private final Optimiser optimiser;
  private final MemorySegment weights;
  private final MemorySegment gradient;
  private final float[] first;
  private final float[] second;
  private final int elements;
  private final float[][] someWeights;
  private final float[][] someGradient;
  private final WorkerPool pool;
  private final WorkerPool.Body body = this::chunks;
  private final Rule rule;
  private final AtomicBoolean finite = new AtomicBoolean(true);

  private float rate;
  private float secondScale;

  Update(Optimiser optimiser, MemorySegment weights, MemorySegment gradient, int threads) {
    this.optimiser = optimiser;
    this.weights = weights;
    this.gradient = gradient;
    this.elements = Math.toIntExact(weights.byteSize() / Float.BYTES);
    this.pool = WorkerPool.of(threads);
    this.first = new float[elements];
    this.second = new float[optimiser instanceof Optimiser.Sgd ? 0 : elements];
    this.someWeights = new float[threads][CHUNK];
    this.someGradient = new float[threads][CHUNK];
    this.rule =
        switch (optimiser) {
          case Optimiser.Sgd o -> (w, g, from, count) -> sgd(o, w, g, from, count);
          case Optimiser.Adam o -> (w, g, from, count) -> adam(o, w, g, from, count);
          case Optimiser.Adadelta o -> (w, g, from, count) -> adadelta(o, w, g, from, count);
        };
  }

  /**
   * Does step {@code number}, from 1, at {@code scale} times the optimiser's rate; returns whether
   * all weights are finite.
   */
  boolean step(long number, double scale) {
    double size = scale * optimiser.rate();
    if (optimiser instanceof Optimiser.Adam adam) {
      size /= 1 - Math.pow(adam.beta1(), (double) number);
      secondScale = (float) (1 / Math.sqrt(1 - Math.pow(adam.beta2(), (double) number)));
    }
    rate = (float) size;
    finite.set(true);
    pool.run(Math.ceilDiv(elements, CHUNK), body);
    return finite.get();
  }

  private void chunks(int member, int firstChunk, int end) {
    float[] w = someWeights[member];
    float[] g = someGradient[member];
    for (int chunk = firstChunk; chunk < end; chunk++) {
      int from = chunk * CHUNK;
      int count = Math.min(CHUNK, elements - from);
      long at = (long) from * Float.BYTES;
      MemorySegment.copy(weights, F32, at, w, 0, count);
      MemorySegment.copy(gradient, F32, at, g, 0, count);
      decay((float) optimiser.weightDecay(), w, g, count);
      rule.apply(w, g, from, count);
      if (!isFinite(w, count)) {
        finite.set(false);
      }
      MemorySegment.copy(w, 0, weights, F32, at, count);
    }
  }

  private static void decay(float decay, float[] w, float[] g, int count) {
    if (decay != 0) {
      for (int i = 0; i < count; i++) {
        g[i] += decay * w[i];
      }
    }
  }

  /** Numbers that are not finite have an exponent of ones, which carries into the sign here. */
  private static boolean isFinite(float[] w, int count) {
    int bad = 0;
    for (int i = 0; i < count; i++) {
      bad |= (Float.floatToRawIntBits(w[i]) & 0x7f800000) + 0x00800000;
    }
    return bad >= 0;
  }

  private void sgd(Optimiser.Sgd o, float[] w, float[] g, int from, int count) {
    float mu = (float) o.momentum();
    for (int i = 0; i < count; i++) {
      first[from + i] = mu * first[from + i] + g[i];
    }
    if (o.nesterov()) {
      for (int i = 0; i < count; i++) {
        w[i] -= rate * (g[i] + mu * first[from + i]);
      }
    } else {
      for (int i = 0; i < count; i++) {
        w[i] -= rate * first[from + i];
      }
    }
  }

  private void adam(Optimiser.Adam o, float[] w, float[] g, int from, int count) {
    float b1 = (float) o.beta1();
    float c1 = (float) (1 - o.beta1());
    float b2 = (float) o.beta2();
    float c2 = (float) (1 - o.beta2());
    float epsilon = (float) o.epsilon();
    for (int i = 0; i < count; i++) {
      float m = b1 * first[from + i] + c1 * g[i];
      float v = b2 * second[from + i] + c2 * (g[i] * g[i]);
      first[from + i] = m;
      second[from + i] = v;
      w[i] -= rate * m / ((float) Math.sqrt(v) * secondScale + epsilon);
    }
  }

  private void adadelta(Optimiser.Adadelta o, float[] w, float[] g, int from, int count) {
    float rho = (float) o.rho();
    float rest = (float) (1 - o.rho());
    float epsilon = (float) o.epsilon();
    for (int i = 0; i < count; i++) {
      float v = rho * first[from + i] + rest * (g[i] * g[i]);
      float u = second[from + i];
      float d = (float) Math.sqrt(u + epsilon) / (float) Math.sqrt(v + epsilon) * g[i];
      first[from + i] = v;
      second[from + i] = rho * u + rest * (d * d);
      w[i] -= rate * d;
    }
  }
}
