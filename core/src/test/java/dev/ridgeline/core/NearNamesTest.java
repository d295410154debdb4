package dev.ridgeline.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class NearNamesTest {
  private static final List<String> KNOWN =
      List.of("alexnet", "vgg16", "vgg19", "resnet18", "resnet50");

  @Test
  void findsTheNearestFirst() {
    assertThat(NearNames.of("ResNet51", KNOWN)).containsExactly("resnet50", "resnet18");
    assertThat(NearNames.of("vgg", KNOWN)).containsExactly("vgg16", "vgg19");
    assertThat(NearNames.of("alexnett", KNOWN)).containsExactly("alexnet");
  }

  @Test
  void findsNothingForAnotherWord() {
    assertThat(NearNames.of("transformer", KNOWN)).isEmpty();
    assertThat(NearNames.of("", KNOWN)).isEmpty();
  }
}
