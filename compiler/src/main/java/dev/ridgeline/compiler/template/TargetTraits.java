package dev.ridgeline.compiler.template;

/**
 * What a schedule needs to know of what it is for.
 *
 * @param target name of the target
 * @param lanes f32 lanes of its widest fast vector
 * @param registerRows rows of the register tile of a matrix product that it keeps without spilling
 * @param registerVectors vectors a row of that tile
 * @param threads that will run it
 */
public record TargetTraits(
    String target, int lanes, int registerRows, int registerVectors, int threads) {

  /**
   * The traits for a target with vectors of {@code vectorBytes}. A tile is chosen so that its
   * accumulators and the operands in flight fit 16 registers: the JVM's compiler moves about six
   * loads before the first multiply-add, so it gets eight accumulators; C compilers take twelve.
   */
  public static TargetTraits of(String target, int vectorBytes, int threads) {
    int lanes = Math.max(2, vectorBytes / Float.BYTES);
    return target.equals("jvm")
        ? new TargetTraits(target, lanes, 4, 2, threads)
        : new TargetTraits(target, lanes, 6, 2, threads);
  }

  /** The same for one thread. */
  TargetTraits onOneThread() {
    return new TargetTraits(target, lanes, registerRows, registerVectors, 1);
  }

  /** Columns of the register tile. */
  int registerColumns() {
    return registerVectors * lanes;
  }
}
