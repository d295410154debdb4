package dev.ridgeline.mcu.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ridgeline.core.UserError;
import org.junit.jupiter.api.Test;

final class BoardsTest {
  @Test
  void figuresAreSoundAndHaveSources() {
    assertThat(Boards.all()).hasSizeGreaterThanOrEqualTo(5).doesNotHaveDuplicates();
    assertThat(Boards.all())
        .allSatisfy(board -> {
          assertThat(board.megahertz()).isBetween(16.0, 600.0);
          assertThat(board.flashBytes() % 1024).isZero();
          assertThat(board.ramBytes() % 1024).isZero();
          assertThat(board.core()).isEqualTo("cortex-m4");
          assertThat(board.evidence()).isIn("read", "memory");
          assertThat(board.source()).isNotBlank();
        });
  }

  @Test
  void theArduinoIsAsItsMakerSays() {
    Board board = Boards.named("arduino-nano-33-ble-sense");
    assertThat(board.megahertz()).isEqualTo(64);
    assertThat(board.flashBytes()).isEqualTo(1 << 20);
    assertThat(board.ramBytes()).isEqualTo(256 << 10);
  }

  @Test
  void anUnknownBoardIsRefusedWithTheNearest() {
    assertThatThrownBy(() -> Boards.named("cortex-m4-qemo"))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith(
            "there is no board 'cortex-m4-qemo', did you mean 'cortex-m4-qemu'?; give one of"
                + " cortex-m4-qemu, arduino-nano-33-ble-sense, ");
  }
}
