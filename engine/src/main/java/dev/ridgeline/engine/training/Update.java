package dev.ridgeline.engine.training;

import dev.ridgeline.compiler.target.WorkerPool;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicBoolean;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * One optimiser's step on one parameter, in place, by the threads of a pool. Elements do not mix,
 * so that the number of threads changes nothing.
 */
final class Update {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
  private static final ByteOrder NATIVE = ByteOrder.nativeOrder();
  private static final int CHUNK = 8192;

  private final Optimiser optimiser;
  private final MemorySegment weights;
  private final MemorySegment gradient;
  private final MemorySegment first;
  private final MemorySegment second;
  private final int elements;
  private final WorkerPool pool;
  private final WorkerPool.Body body;
  private final AtomicBoolean finite = new AtomicBoolean(true);

  private float rate;
  private float secondScale;

  Update(Optimiser optimiser, MemorySegment weights, MemorySegment gradient, WorkerPool pool) {
    this.optimiser = optimiser;
    this.weights = weights;
    this.gradient = gradient;
    this.elements = Math.toIntExact(weights.byteSize() / Float.BYTES);
    this.pool = pool;
    this.first = MemorySegment.ofArray(new float[elements]);
    this.second =
        MemorySegment.ofArray(new float[optimiser instanceof Optimiser.Sgd ? 0 : elements]);
    this.body =
        switch (optimiser) {
          case Optimiser.Sgd o -> (_, from, to) -> sgd(o, from * CHUNK, end(to));
          case Optimiser.Adam o -> (_, from, to) -> adam(o, from * CHUNK, end(to));
          case Optimiser.Adadelta o -> (_, from, to) -> adadelta(o, from * CHUNK, end(to));
        };
  }

  private int end(int chunk) {
    return Math.min(elements, chunk * CHUNK);
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

  // Each loop reads and writes through masks at its end only: lanes beyond it stay untouched.

  private void sgd(Optimiser.Sgd o, int from, int to) {
    float decay = (float) o.weightDecay();
    float mu = (float) o.momentum();
    boolean bad = false;
    for (int i = from; i < to; i += S.length()) {
      VectorMask<Float> m = S.indexInRange(i, to);
      long at = (long) i * Float.BYTES;
      FloatVector w = FloatVector.fromMemorySegment(S, weights, at, NATIVE, m);
      FloatVector g = FloatVector.fromMemorySegment(S, gradient, at, NATIVE, m).add(w.mul(decay));
      FloatVector v = FloatVector.fromMemorySegment(S, first, at, NATIVE, m).mul(mu).add(g);
      v.intoMemorySegment(first, at, NATIVE, m);
      FloatVector next = w.sub((o.nesterov() ? v.mul(mu).add(g) : v).mul(rate));
      next.intoMemorySegment(weights, at, NATIVE, m);
      bad |= next.test(VectorOperators.IS_FINITE, m).trueCount() != m.trueCount();
    }
    if (bad) {
      finite.set(false);
    }
  }

  private void adam(Optimiser.Adam o, int from, int to) {
    float decay = (float) o.weightDecay();
    float b1 = (float) o.beta1();
    float c1 = (float) (1 - o.beta1());
    float b2 = (float) o.beta2();
    float c2 = (float) (1 - o.beta2());
    float epsilon = (float) o.epsilon();
    boolean bad = false;
    for (int i = from; i < to; i += S.length()) {
      VectorMask<Float> mask = S.indexInRange(i, to);
      long at = (long) i * Float.BYTES;
      FloatVector w = FloatVector.fromMemorySegment(S, weights, at, NATIVE, mask);
      FloatVector g =
          FloatVector.fromMemorySegment(S, gradient, at, NATIVE, mask).add(w.mul(decay));
      FloatVector m =
          FloatVector.fromMemorySegment(S, first, at, NATIVE, mask).mul(b1).add(g.mul(c1));
      FloatVector v =
          FloatVector.fromMemorySegment(S, second, at, NATIVE, mask).mul(b2).add(g.mul(g).mul(c2));
      m.intoMemorySegment(first, at, NATIVE, mask);
      v.intoMemorySegment(second, at, NATIVE, mask);
      FloatVector divisor = v.sqrt().mul(secondScale).add(epsilon);
      FloatVector next = w.sub(m.mul(rate).div(divisor));
      next.intoMemorySegment(weights, at, NATIVE, mask);
      bad |= next.test(VectorOperators.IS_FINITE, mask).trueCount() != mask.trueCount();
    }
    if (bad) {
      finite.set(false);
    }
  }

  private void adadelta(Optimiser.Adadelta o, int from, int to) {
    float decay = (float) o.weightDecay();
    float rho = (float) o.rho();
    float rest = (float) (1 - o.rho());
    float epsilon = (float) o.epsilon();
    boolean bad = false;
    for (int i = from; i < to; i += S.length()) {
      VectorMask<Float> m = S.indexInRange(i, to);
      long at = (long) i * Float.BYTES;
      FloatVector w = FloatVector.fromMemorySegment(S, weights, at, NATIVE, m);
      FloatVector g = FloatVector.fromMemorySegment(S, gradient, at, NATIVE, m).add(w.mul(decay));
      FloatVector v =
          FloatVector.fromMemorySegment(S, first, at, NATIVE, m).mul(rho).add(g.mul(g).mul(rest));
      FloatVector u = FloatVector.fromMemorySegment(S, second, at, NATIVE, m);
      FloatVector d = u.add(epsilon).sqrt().div(v.add(epsilon).sqrt()).mul(g);
      v.intoMemorySegment(first, at, NATIVE, m);
      u.mul(rho).add(d.mul(d).mul(rest)).intoMemorySegment(second, at, NATIVE, m);
      FloatVector next = w.sub(d.mul(rate));
      next.intoMemorySegment(weights, at, NATIVE, m);
      bad |= next.test(VectorOperators.IS_FINITE, m).trueCount() != m.trueCount();
    }
    if (bad) {
      finite.set(false);
    }
  }
}
