package dev.ridgeline.learning.data;

import java.util.SplittableRandom;

/**
 * Random numbers by what they are for: a seed, a name and a count give a stream of their own, so
 * that nothing depends on order or threads. Formula: 64-bit FNV-1a of the name, mixed with seed and
 * count by the finaliser of MurmurHash3.
 */
public final class Seeds {
  private Seeds() {}

  /** The stream of a name under a seed. */
  public static SplittableRandom stream(long seed, String name, long count) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < name.length(); i++) {
      hash = (hash ^ name.charAt(i)) * 0x100000001b3L;
    }
    return new SplittableRandom(mix(mix(mix(seed) ^ hash) + count));
  }

  private static long mix(long value) {
    long z = (value ^ (value >>> 33)) * 0xff51afd7ed558ccdL;
    z = (z ^ (z >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return z ^ (z >>> 33);
  }
}
