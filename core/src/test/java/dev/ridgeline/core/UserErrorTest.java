package dev.ridgeline.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class UserErrorTest {
  @Test
  void keepsItsLine() {
    assertThat(new UserError("given 3 but 1 or 2 is allowed; pass 1"))
        .hasMessage("given 3 but 1 or 2 is allowed; pass 1");
  }
}
