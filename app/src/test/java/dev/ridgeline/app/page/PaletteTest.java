package dev.ridgeline.app.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Holds the colours of the style sheet to WCAG 2.2 contrast and to the simulation of colour-vision
 * deficiencies of Machado, Oliveira and Fernandes (2009), severity 1.
 */
class PaletteTest {
  private static final double GRAPHICS_CONTRAST = 3;
  private static final double TEXT_CONTRAST = 4.5;

  /** CIE76; about 2.3 is just noticeable side by side. */
  private static final double APART = 11;

  private static final Map<String, double[]> VISION =
      Map.of(
          "normal", new double[] {1, 0, 0, 0, 1, 0, 0, 0, 1},
          "protanopia",
              new double[] {
                0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116,
                1.051998
              },
          "deuteranopia",
              new double[] {
                0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940,
                0.968881
              },
          "tritanopia",
              new double[] {
                1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367,
                0.303900
              });

  /** The style sheet sets the colours for light, for dark and for print, in this order. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void coloursHaveContrastAndStandApart(int scheme) {
    double[] ground = colour("ground", scheme);
    for (int i = 1; i <= Palette.CATEGORIES.size(); i++) {
      assertThat(contrast(colour("c" + i, scheme), ground)).isGreaterThan(GRAPHICS_CONTRAST);
      assertThat(contrast(colour("t" + i, scheme), ground)).isGreaterThan(TEXT_CONTRAST);
    }
    for (String text : List.of("ink", "muted", "link", "suspect", "leftout")) {
      assertThat(contrast(colour(text, scheme), ground)).as(text).isGreaterThan(TEXT_CONTRAST);
    }
    VISION.forEach((name, matrix) -> {
      for (int i = 1; i <= Palette.CATEGORIES.size(); i++) {
        for (int j = 1; j < i; j++) {
          assertThat(
                  distance(
                      seen(matrix, colour("c" + i, scheme)), seen(matrix, colour("c" + j, scheme))))
              .as("%s: c%d and c%d", name, i, j)
              .isGreaterThan(APART);
        }
      }
    });
  }

  private static double[] colour(String variable, int scheme) {
    Matcher found =
        Pattern.compile("--" + variable + ": #([0-9a-f]{6}|[0-9a-f]{3});")
            .matcher(PageAssets.style());
    List<String> values = new ArrayList<>();
    while (found.find()) {
      String hex = found.group(1);
      values.add(hex.length() == 6 ? hex : hex.replaceAll("(.)", "$1$1"));
    }
    assertThat(values).as(variable).hasSize(3);
    double[] linear = new double[3];
    for (int i = 0; i < 3; i++) {
      double level = Integer.parseInt(values.get(scheme).substring(2 * i, 2 * i + 2), 16) / 255.0;
      linear[i] = level <= 0.04045 ? level / 12.92 : Math.pow((level + 0.055) / 1.055, 2.4);
    }
    return linear;
  }

  private static double luminance(double[] linear) {
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  }

  private static double contrast(double[] one, double[] other) {
    double lighter = Math.max(luminance(one), luminance(other));
    double darker = Math.min(luminance(one), luminance(other));
    return (lighter + 0.05) / (darker + 0.05);
  }

  private static double[] seen(double[] matrix, double[] linear) {
    double[] out = new double[3];
    for (int i = 0; i < 3; i++) {
      double level = 0;
      for (int j = 0; j < 3; j++) {
        level += matrix[3 * i + j] * linear[j];
      }
      out[i] = Math.clamp(level, 0, 1);
    }
    return out;
  }

  private static double distance(double[] one, double[] other) {
    double[] a = lab(one);
    double[] b = lab(other);
    return Math.hypot(a[0] - b[0], Math.hypot(a[1] - b[1], a[2] - b[2]));
  }

  private static double[] lab(double[] rgb) {
    double x = (0.4124 * rgb[0] + 0.3576 * rgb[1] + 0.1805 * rgb[2]) / 0.9505;
    double z = (0.0193 * rgb[0] + 0.1192 * rgb[1] + 0.9505 * rgb[2]) / 1.0890;
    double y = bend(luminance(rgb));
    return new double[] {116 * y - 16, 500 * (bend(x) - y), 200 * (y - bend(z))};
  }

  private static double bend(double value) {
    return value > 0.008856 ? Math.cbrt(value) : 7.787 * value + 16.0 / 116;
  }
}
