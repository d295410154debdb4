package dev.ridgeline.primitives.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.ridgeline.core.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The published figures of multiplication by other means. */
final class ProductStudyTest {
  private static final double PER_CENT = 15;

  @Test
  void strassen() {
    double[] published = {2.8e-7, 5.6e-7, 7.9e-7, 1.2e-6, 1.7e-6, 2.6e-6};
    List<ProductStudy.StrassenError> errors = ProductStudy.strassen();
    for (int levels = 0; levels < published.length; levels++) {
      assertThat(errors.get(levels).relativeL2())
          .isCloseTo(published[levels], withinPercentage(PER_CENT));
    }
  }

  @Test
  void logarithms() {
    for (ProductStudy.LogError error : ProductStudy.logarithms()) {
      boolean normal = error.values().equals("normal");
      if (error.stepsPerOctave() == 0) {
        assertThat(error.relativeL2()).as("exact").isLessThan(1e-14);
      } else if (error.table().equals("exact")) {
        double published =
            switch (error.stepsPerOctave()) {
              case 1 -> normal ? 0.30 : 0.124;
              case 4 -> normal ? 7.2e-2 : 1.4e-2;
              case 8 -> normal ? 3.6e-2 : 6.0e-3;
              default -> normal ? 2.3e-3 : 3.2e-4;
            };
        assertThat(error.relativeL2())
            .as(error.toString())
            .isCloseTo(published, withinPercentage(PER_CENT));
      }
    }
  }

  @Test
  void tables() {
    ProductStudy.TableError mitchell = ProductStudy.tables().getFirst();
    assertThat(mitchell.largest()).isCloseTo(0.0615, within(0.0001));
    assertThat(mitchell.at()).isCloseTo(0.443, within(0.001));
    assertThat(ProductStudy.tables().get(1).largest()).isLessThan(0.0038);
  }

  @Test
  void ranksOfThePerceptron() {
    Path folder = data().orElse(Path.of("missing"));
    if (!Files.isDirectory(folder)) {
      assertThat(System.getenv("RIDGELINE_REQUIRE_ALL")).as("pytorch/ of the data").isNull();
      Assumptions.abort("the folder pytorch/ of the shared data is missing");
    }
    double[] published = {
      2.277e-3, 1.663e-2, 7.275e-2, 1.2087, 5.182e-2, 2.4357, 3.318e-2, 0.12642, 1.0720, 0.11452,
      0.73855, 2.247e-2, 0.43384, 6.4363
    };
    List<RankStudy.RankError> errors = RankStudy.of(folder);
    assertThat(errors).hasSize(published.length);
    for (int i = 0; i < published.length; i++) {
      assertThat(errors.get(i).meanSquaredError()).isCloseTo(published[i], withinPercentage(0.1));
    }
    assertThat(errors.get(4).breakEvenRank()).isCloseTo(309.7, within(0.05));
    assertThat(errors.get(9).breakEvenRank()).isCloseTo(102.4, within(0.05));
    assertThat(errors.get(13).breakEvenRank()).isCloseTo(9.3, within(0.05));
  }

  @Test
  void filesThatAreNoMatricesAreRefused(@TempDir Path folder) throws IOException {
    Path missing = folder.resolve("missing.npy");
    assertThatThrownBy(() -> NpyMatrix.read(missing))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("cannot be read");
    Path text = Files.writeString(folder.resolve("text.npy"), "no matrix, but long enough");
    assertThatThrownBy(() -> NpyMatrix.read(text))
        .isInstanceOf(UserError.class)
        .hasMessageEndingWith(
            "does not begin as a NumPy file does; save a matrix with numpy.save as f32 or f64");
    String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (999999999, 999999999), }";
    byte[] hostile = new byte[10 + header.length()];
    System.arraycopy(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0}, 0, hostile, 0, 8);
    hostile[8] = (byte) header.length();
    System.arraycopy(header.getBytes(StandardCharsets.US_ASCII), 0, hostile, 10, header.length());
    Path large = Files.write(folder.resolve("large.npy"), hostile);
    assertThatThrownBy(() -> NpyMatrix.read(large))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("does not hold 999999999 x 999999999 values");
    hostile[8] = (byte) 200;
    Path cut = Files.write(folder.resolve("cut.npy"), hostile);
    assertThatThrownBy(() -> NpyMatrix.read(cut))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("ends within its header");
  }

  /** From the environment, or beside the project. */
  private static Optional<Path> data() {
    String given = Objects.requireNonNullElse(System.getenv("RIDGELINE_DATA"), "");
    if (!given.isEmpty()) {
      return Optional.of(Path.of(given, "pytorch"));
    }
    Path folder = Path.of("").toAbsolutePath();
    for (int up = 0; up < 4; up++) {
      Path there = folder.resolve("../shared/data/pytorch");
      if (Files.isDirectory(there)) {
        return Optional.of(there);
      }
      folder = folder.resolve("..").normalize();
    }
    return Optional.empty();
  }
}
