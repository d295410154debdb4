package dev.ridgeline.compiler.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ridgeline.compiler.c.CTarget;
import dev.ridgeline.compiler.interpret.InterpreterTarget;
import dev.ridgeline.compiler.jvm.JvmTarget;
import dev.ridgeline.compiler.lower.Lowering;
import dev.ridgeline.compiler.operator.Transposition;
import dev.ridgeline.compiler.target.Kernel;
import dev.ridgeline.compiler.target.Target;
import dev.ridgeline.core.UserError;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.core.tensor.TensorType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every element lands where the definition says, to the bit. */
final class TranspositionTemplateTest {
  @ParameterizedTest
  @CsvSource({
    "1, 3, 50",
    "5, 2, 7",
    "1, 9, 3",
    "1, 3, 20011",
    "3001, 2, 5",
    "2, 1, 1",
    "1, 17, 33"
  })
  void rowsBecomeColumns(int batch, int rows, int columns) {
    Transposition op = new Transposition(batch, rows, columns);
    Tensor x = Tensor.random(TensorType.f32(batch, rows, columns), 1);
    for (Target target : List.of(new CTarget(), new JvmTarget(), new InterpreterTarget())) {
      TargetTraits traits = TargetTraits.of(target.name(), 32, 2);
      try (Kernel kernel =
          Kernel.compile(Lowering.lower(Templates.best(op, traits).program()), target, 2)) {
        kernel.copyIn(Map.of("X", x));
        kernel.run();
        Tensor y = kernel.outputs().getFirst();
        for (int at = 0; at < batch * rows * columns; at++) {
          int matrix = at / (rows * columns);
          int from = (matrix * rows + at % rows) * columns + at / rows % columns;
          assertThat(y.floatAt(at)).isEqualTo(x.floatAt(from));
        }
      }
    }
  }

  @Test
  void emptySidesAreRefused() {
    assertThatThrownBy(() -> new Transposition(1, 0, 4))
        .isInstanceOf(UserError.class)
        .hasMessage("transposition needs rows of at least 1 but got 0");
  }
}
