package dev.ridgeline.measure.machine;

import java.util.List;
import java.util.Optional;

/**
 * What a core retires in one cycle, by microarchitecture, which CPUID family and model name.
 *
 * <p>{@code f32Fma} and {@code f32FmaAdd} count FLOPs a cycle and core in f32, an FMA as two; f64
 * is half of it on every one of these. The source of a row is the count of its vector units; rows
 * marked unverified are from general knowledge and have not been held against a document.
 *
 * @param name name of the microarchitecture
 * @param f32Fma FLOP a cycle with FMAs alone
 * @param f32FmaAdd FLOP a cycle with FMAs and independent additions
 * @param verified whether the figure was read in, or derived from, a source
 * @param units the vector units that give it
 */
record Microarchitecture(String name, int f32Fma, int f32FmaAdd, boolean verified, String units) {

  private record Range(
      String vendor, int family, int fromModel, int toModel, Microarchitecture core) {
    boolean holds(Cpu cpu) {
      return vendor.equals(cpu.vendor())
          && family == cpu.family()
          && cpu.model() >= fromModel
          && cpu.model() <= toModel;
    }
  }

  private static final String AMD = "AuthenticAMD";
  private static final String INTEL = "GenuineIntel";
  private static final String TWO_256_AND_ADDERS = "two 256-bit FMA units, two 256-bit adders";

  private static final Microarchitecture ZEN =
      new Microarchitecture(
          "Zen", 16, 24, true, "two 128-bit FMA units, two 128-bit adders that share their ports");
  private static final Microarchitecture ZEN_2 =
      new Microarchitecture("Zen 2", 32, 48, true, TWO_256_AND_ADDERS);
  private static final Microarchitecture ZEN_3 =
      new Microarchitecture("Zen 3", 32, 48, true, TWO_256_AND_ADDERS);
  private static final Microarchitecture ZEN_4 =
      new Microarchitecture("Zen 4", 32, 48, true, TWO_256_AND_ADDERS);
  private static final Microarchitecture ZEN_5 =
      new Microarchitecture(
          "Zen 5 (server, desktop)", 64, 96, false, "two 512-bit FMA units, two 512-bit adders");
  private static final Microarchitecture HASWELL =
      new Microarchitecture("Haswell, Broadwell", 32, 32, true, "two 256-bit FMA units");
  private static final Microarchitecture SKYLAKE =
      new Microarchitecture("Skylake (client)", 32, 32, true, "two 256-bit FMA units");
  private static final Microarchitecture SKYLAKE_SP =
      new Microarchitecture(
          "Skylake-SP, Cascade Lake", 64, 64, true, "two 512-bit FMA units; some models have one");
  private static final Microarchitecture ICE_LAKE_SP =
      new Microarchitecture("Ice Lake-SP", 64, 64, true, "two 512-bit FMA units");
  private static final Microarchitecture ICE_LAKE =
      new Microarchitecture(
          "Ice Lake, Tiger Lake, Rocket Lake (client)", 32, 32, false, "one 512-bit FMA unit");
  private static final Microarchitecture SAPPHIRE_RAPIDS =
      new Microarchitecture(
          "Sapphire Rapids, Emerald Rapids",
          64,
          64,
          true,
          "two 512-bit FMA units; AMX not counted");

  private static final List<Range> RANGES =
      List.of(
          new Range(AMD, 0x17, 0x00, 0x2f, ZEN),
          new Range(AMD, 0x17, 0x30, 0xff, ZEN_2),
          new Range(AMD, 0x19, 0x00, 0x0f, ZEN_3),
          new Range(AMD, 0x19, 0x10, 0x1f, ZEN_4),
          new Range(AMD, 0x19, 0x20, 0x5f, ZEN_3),
          new Range(AMD, 0x19, 0x60, 0x7f, ZEN_4),
          new Range(AMD, 0x19, 0xa0, 0xaf, ZEN_4),
          new Range(AMD, 0x1a, 0x00, 0x1f, ZEN_5),
          new Range(AMD, 0x1a, 0x40, 0x4f, ZEN_5),
          new Range(INTEL, 6, 0x3c, 0x3d, HASWELL),
          new Range(INTEL, 6, 0x3f, 0x3f, HASWELL),
          new Range(INTEL, 6, 0x45, 0x47, HASWELL),
          new Range(INTEL, 6, 0x4f, 0x4f, HASWELL),
          new Range(INTEL, 6, 0x56, 0x56, HASWELL),
          new Range(INTEL, 6, 0x4e, 0x4e, SKYLAKE),
          new Range(INTEL, 6, 0x5e, 0x5e, SKYLAKE),
          new Range(INTEL, 6, 0x8e, 0x8e, SKYLAKE),
          new Range(INTEL, 6, 0x9e, 0x9e, SKYLAKE),
          new Range(INTEL, 6, 0xa5, 0xa6, SKYLAKE),
          new Range(INTEL, 6, 0x55, 0x55, SKYLAKE_SP),
          new Range(INTEL, 6, 0x6a, 0x6a, ICE_LAKE_SP),
          new Range(INTEL, 6, 0x6c, 0x6c, ICE_LAKE_SP),
          new Range(INTEL, 6, 0x7d, 0x7e, ICE_LAKE),
          new Range(INTEL, 6, 0x8c, 0x8d, ICE_LAKE),
          new Range(INTEL, 6, 0xa7, 0xa7, ICE_LAKE),
          new Range(INTEL, 6, 0x8f, 0x8f, SAPPHIRE_RAPIDS),
          new Range(INTEL, 6, 0xcf, 0xcf, SAPPHIRE_RAPIDS));

  /** The microarchitecture that family and model stand for, where the table has it. */
  static Optional<Microarchitecture> of(Cpu cpu) {
    return RANGES.stream().filter(range -> range.holds(cpu)).map(Range::core).findFirst();
  }

  /** FLOP a cycle and core. */
  int flopPerCycle(String dtype, Mix mix) {
    int f32 =
        switch (mix) {
          case FMA -> f32Fma;
          case FMA_ADD -> f32FmaAdd;
        };
    return dtype.equals("f64") ? f32 / 2 : f32;
  }
}
