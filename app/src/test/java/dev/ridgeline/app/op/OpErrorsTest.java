package dev.ridgeline.app.op;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ridgeline.app.cli.Commands;
import dev.ridgeline.app.cli.Launch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mistakes get one line that says what was given and what is allowed, and status 2. */
final class OpErrorsTest {
  @TempDir Path folder;

  private String fails(String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    List<String> all = new ArrayList<>(List.of("op"));
    all.addAll(List.of(args));
    all.addAll(List.of("--workspace", folder.resolve("ws").toString()));
    int status =
        Launch.run(
            Commands.all(),
            all.toArray(String[]::new),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    String text = err.toString(StandardCharsets.UTF_8);
    assertThat(status).as(text).isEqualTo(2);
    assertThat(out.size()).isZero();
    assertThat(text.lines()).hasSize(1);
    return text.strip();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          gemm      | 64x64                    | --shape of gemm is '64x64'; give MxNxK, whole numbers from 1 to 999999999, such as --shape 1024x1024x1024
          gemm      | 64x0x64                  | --shape of gemm is '64x0x64'; give MxNxK, whole numbers from 1 to 999999999, such as --shape 1024x1024x1024
          conv1d    | 4x5x6                    | --shape of conv1d is '4x5x6'; give MxN, whole numbers from 1 to 999999999, such as --shape 4096x128
          conv2d    | 1x64x56x56               | --shape of conv2d is '1x64x56x56'; give NxCxHxW,OxCxRxS, whole numbers from 1 to 999999999, such as --shape 1x64x56x56,64x64x3x3
          conv2d    | 1x64x56x56,64x32x3x3     | conv2d of 64 channels in 1 group has weights of 64 channels but got 32; give --shape 1x64x56x56,64x64x3x3
          conv2d    | 1x4x2x2,4x4x3x3          | conv2d of a 2x2 input with a 3x3 kernel, dilation 1 and pad 0 has no output; give a larger input or pad
          depthwise | 1x1x4x4x2                | depthwise needs an odd kernel but got 2
          gemm      | 99999999x99999999x1      | gemm of shape '99999999x99999999x1' is too large: buffer 'C' of shape [99999999, 99999999] has more than 2^31 - 64 elements; give a smaller shape
          gem       | 1x1x1                    | there is no operator 'gem'; did you mean gemm?
          attention | 1x1x1                    | there is no operator 'attention'; the operators are gemm, conv1d, conv2d, depthwise, separable, maxpool, meanpool, softmax, layernorm, add-none, add-relu, add-relu6, add-sigmoid, add-tanh, add-gelu, add-silu, add-hard_swish
          """)
  void shapesAndNames(String name, String shape, String message) {
    assertThat(fails(name, "--shape", shape)).isEqualTo("ridgeline: " + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --stride     | 2      | gemm does not take --stride; it takes --activation, --bias, --transpose-a, --transpose-b
          --activation | rely   | there is no activation 'rely'; did you mean relu or relu6 or gelu?
          --target     | cuda   | there is no target 'cuda'; the targets are jvm, c, interpreter
          --threads    | 0      | --threads is 0; give a whole number from 1 to 1024
          --schedule   | blokd  | there is no schedule 'blokd' of gemm with 1 thread; there are naive,
          --schedule   | x.json | there is no schedule file 'x.json'; --out DIR saves one as schedule.json
          """)
  void options(String option, String value, String message) {
    List<String> args = new ArrayList<>(List.of("gemm", "--shape", "8x8x8"));
    if (!option.equals("--threads")) {
      args.addAll(List.of("--threads", "1"));
    }
    args.addAll(List.of(option, value));
    assertThat(fails(args.toArray(String[]::new))).startsWith("ridgeline: " + message);
  }

  @Test
  void strideIsANumber() {
    assertThat(fails("depthwise", "--shape", "1x1x4x4x3", "--stride", "two"))
        .isEqualTo(
            "ridgeline: --stride is 'two'; give a whole number of at least 1, such as --stride 1");
  }

  @Test
  void shapeIsNeeded() {
    assertThat(fails("gemm")).contains("--shape");
  }

  @Test
  void aScheduleFileIsRefusedWithThePrimitivesReason() throws IOException {
    Path file = folder.resolve("schedule.json");
    Files.writeString(
        file,
        "[{\"primitive\": \"partition\", \"loop\": \"i\"}, {\"primitive\": \"fuse\", \"outer\": \"i\", \"inner\": \"q\", \"fused\": \"f\"}]");
    assertThat(fails("gemm", "--shape", "8x8x8", "--schedule", file.toString()))
        .startsWith("ridgeline: schedule '" + file + "', primitive ")
        .contains("refuses loop '");
  }

  @Test
  void aScheduleFileThatIsNone() throws IOException {
    Path file = folder.resolve("schedule.json");
    Files.writeString(file, "{}");
    assertThat(fails("gemm", "--shape", "8x8x8", "--schedule", file.toString()))
        .isEqualTo(
            "ridgeline: schedule '" + file + "' is not a list; a schedule is a list of primitives");
    Files.writeString(file, "[" + " ".repeat(1 << 20) + "]");
    assertThat(fails("gemm", "--shape", "8x8x8", "--schedule", file.toString()))
        .endsWith("has 1048578 bytes; a schedule has at most 1048576");
    Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe});
    assertThat(fails("gemm", "--shape", "8x8x8", "--schedule", file.toString()))
        .endsWith("cannot be read (MalformedInputException); give a text that --out has saved");
  }
}
