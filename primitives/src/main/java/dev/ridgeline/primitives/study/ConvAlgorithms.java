package dev.ridgeline.primitives.study;

import dev.ridgeline.core.UserError;
import dev.ridgeline.primitives.conv.ConvAlgorithm;
import dev.ridgeline.primitives.conv.DirectConv;
import dev.ridgeline.primitives.conv.IndirectConv;
import dev.ridgeline.primitives.conv.LoweredConv;
import dev.ridgeline.primitives.conv.MecConv;
import dev.ridgeline.primitives.conv.SplitConv;
import dev.ridgeline.primitives.exact.Rational;
import dev.ridgeline.primitives.fft.FftConv;
import dev.ridgeline.primitives.winograd.WinogradConv;
import java.util.List;
import java.util.stream.Stream;

/** The convolution algorithms by name. */
public final class ConvAlgorithms {
  private static final List<Rational> WHOLE = points("0", "1", "-1", "2", "-2");
  private static final List<Rational> WHOLE_TO_THREE = points("0", "1", "-1", "2", "-2", "3", "-3");

  private static final List<ConvAlgorithm> ALL =
      List.of(
          new DirectConv(),
          new LoweredConv(),
          new MecConv(),
          new IndirectConv(),
          new SplitConv(WinogradConv.tile(2)),
          new SplitConv(WinogradConv.tile(4)),
          new SplitConv(WinogradConv.withPoints("winograd-f4-whole", 4, WHOLE)),
          new SplitConv(WinogradConv.tile(6)),
          new SplitConv(WinogradConv.withPoints("winograd-f6-whole", 6, WHOLE_TO_THREE)),
          new SplitConv(FftConv.whole()),
          new SplitConv(FftConv.tiles(16)));

  private ConvAlgorithms() {}

  /** All of them; {@code -whole} names points that are whole numbers, worse and well known. */
  public static List<ConvAlgorithm> all() {
    return ALL;
  }

  /** One by its name. */
  public static ConvAlgorithm named(String name) {
    return ALL.stream()
        .filter(algorithm -> algorithm.name().equals(name))
        .findFirst()
        .orElseThrow(() -> unknown(name));
  }

  private static UserError unknown(String name) {
    List<String> names = ALL.stream().map(ConvAlgorithm::name).toList();
    return new UserError(
        "no convolution algorithm is named '%s'; give some of %s, or all"
            .formatted(name, String.join(", ", names)));
  }

  private static List<Rational> points(String... texts) {
    return Stream.of(texts).map(Rational::parse).toList();
  }
}
