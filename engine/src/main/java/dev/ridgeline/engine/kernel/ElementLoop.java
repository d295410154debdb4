package dev.ridgeline.engine.kernel;

import dev.ridgeline.compiler.operator.Chain;
import dev.ridgeline.compiler.target.Kernel;
import dev.ridgeline.compiler.target.WorkerPool;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs a compiled chain over all elements of a result, {@value #CHUNK} at a time: operands are
 * copied to arrays that stay in the first cache, the chain computes there, and its results are
 * copied out. One kernel serves every shape, and the result may be one of the operands.
 */
final class ElementLoop implements Step {
  /** Elements at a time: a few arrays of 8 KiB fit the first cache. */
  static final int CHUNK = 2048;

  private static final ValueLayout.OfFloat F32 = ValueLayout.JAVA_FLOAT_UNALIGNED;

  /** An array: a list would make an iterator for every loop. */
  private final Operand[] operands;

  private final MemorySegment out;
  private final int elements;
  private final WorkerPool pool;
  private final List<Lane> lanes = new ArrayList<>();
  private final WorkerPool.Body body = this::chunks;

  /** Arrays and kernel of one thread. */
  private record Lane(float[][] registers, float[] result, Kernel kernel) {}

  /**
   * @param chain of {@link #CHUNK} elements, with as many inputs as there are operands
   */
  ElementLoop(Chain chain, List<Operand> operands, Block out, Compilers compilers) {
    this.operands = operands.toArray(Operand[]::new);
    this.out = out.segment();
    this.elements = out.floats();
    this.pool = WorkerPool.of(compilers.threads());
    for (int member = 0; member < compilers.threads(); member++) {
      float[][] registers = new float[operands.size()][CHUNK];
      float[] result = new float[CHUNK];
      Kernel kernel = compilers.kernel(chain);
      Object[] all = new Object[operands.size() + 1];
      for (int i = 0; i < operands.size(); i++) {
        all[i] = registers[i];
        operands.get(i).fillOnce(registers[i]);
      }
      all[operands.size()] = result;
      kernel.bindAll(all);
      lanes.add(new Lane(registers, result, kernel));
    }
  }

  @Override
  public void run() {
    for (Operand operand : operands) {
      operand.refresh();
    }
    pool.run(Math.ceilDiv(elements, CHUNK), body);
  }

  private void chunks(int member, int from, int to) {
    Lane lane = lanes.get(member);
    for (int chunk = from; chunk < to; chunk++) {
      int start = chunk * CHUNK;
      int count = Math.min(CHUNK, elements - start);
      for (int i = 0; i < lane.registers.length; i++) {
        operands[i].fill(lane.registers[i], start, count);
      }
      lane.kernel.run();
      MemorySegment.copy(lane.result, 0, out, F32, (long) start * Float.BYTES, count);
    }
  }

  @Override
  public void close() {
    lanes.forEach(lane -> lane.kernel.close());
  }
}
