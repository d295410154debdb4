package dev.ridgeline.peers.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.op.Window;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.core.tensor.TensorType;
import dev.ridgeline.peers.RequiredPeer;
import java.lang.foreign.MemorySegment;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class OneDnnKernelTest {
  /** Unit roundoff of f32. */
  private static final double U = 0x1p-24;

  @BeforeAll
  static void needsTheLibrary() {
    RequiredPeer.of(OneDnn.load());
  }

  private static OneDnn library() {
    return RequiredPeer.of(OneDnn.load());
  }

  private static Map<String, Tensor> random(Map<String, TensorType> types) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    types.forEach((name, type) -> tensors.put(name, Tensor.random(type, name.hashCode())));
    return tensors;
  }

  private static Convolution conv(
      long[] source, long[] weights, long stride, long dilation, long pad, long groups) {
    int axes = source.length - 2;
    List<Long> kernel =
        TensorType.f32(weights).shape().dims().stream().skip(2).map(dim -> dim.size()).toList();
    List<Long> pads = Collections.nCopies(axes, pad);
    return new Convolution(
        TensorType.f32(source),
        TensorType.f32(weights),
        new Window(
            kernel,
            Collections.nCopies(axes, stride),
            Collections.nCopies(axes, dilation),
            pads,
            pads,
            Window.AutoPad.EXPLICIT),
        groups);
  }

  /** The sum in f64 and, with it, the sum of magnitudes, of one output of a 2-D convolution. */
  private static double[] reference(Convolution c, Tensor x, Tensor w, long[] at) {
    long[] in = c.source().shape().sizes();
    long[] ws = c.weights().shape().sizes();
    Window window = c.window();
    long firstChannel = at[1] / (ws[0] / c.groups()) * ws[1];
    double sum = 0;
    double size = 0;
    for (long i = 0; i < ws[1]; i++) {
      for (long r = 0; r < ws[2]; r++) {
        for (long s = 0; s < ws[3]; s++) {
          long h =
              at[2] * window.strides().get(0)
                  + r * window.dilations().get(0)
                  - window.padsBegin().get(0);
          long v =
              at[3] * window.strides().get(1)
                  + s * window.dilations().get(1)
                  - window.padsBegin().get(1);
          if (h >= 0 && h < in[2] && v >= 0 && v < in[3]) {
            double a = x.floatAt(((at[0] * in[1] + firstChannel + i) * in[2] + h) * in[3] + v);
            double b = w.floatAt(((at[1] * ws[1] + i) * ws[2] + r) * ws[3] + s);
            sum += a * b;
            size += Math.abs(a * b);
          }
        }
      }
    }
    return new double[] {sum, size};
  }

  /**
   * A sum of so many products rounds as often at most, each time by u of what has been added up.
   */
  private static void assertRight(Convolution c, Map<String, Tensor> in, Tensor y) {
    assertThat(y.type()).isEqualTo(c.destination());
    Tensor x = in.getOrDefault("x", y);
    Tensor w = in.getOrDefault("w", y);
    long[] out = c.destination().shape().sizes();
    long terms = c.weights().shape().elements() / out[1];
    long index = 0;
    for (long n = 0; n < out[0]; n++) {
      for (long o = 0; o < out[1]; o++) {
        for (long h = 0; h < out[2]; h++) {
          for (long v = 0; v < out[3]; v++) {
            double[] want = reference(c, x, w, new long[] {n, o, h, v});
            assertThat((double) y.floatAt(index++))
                .isCloseTo(want[0], within((terms + 1) * U * want[1]));
          }
        }
      }
    }
  }

  private static void check(Convolution c, MemoryFormat format, int threads) {
    try (OneDnnKernel kernel = library().convolution(c, format, threads)) {
      Map<String, Tensor> in = random(kernel.inputs());
      kernel.prepare(kernel.inputs());
      kernel.bind(in);
      kernel.run();
      kernel.run();
      assertRight(c, in, kernel.outputs().getFirst());
    }
  }

  @ParameterizedTest
  @CsvSource({
    // n, c, h, w, o, r, s, stride, dilation, pad, groups
    "1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 1",
    "2, 3, 13, 11, 17, 3, 3, 1, 1, 1, 1",
    "1, 3, 29, 31, 16, 7, 7, 2, 1, 3, 1",
    "1, 16, 14, 14, 24, 1, 1, 1, 1, 0, 1",
    "1, 33, 9, 7, 65, 1, 1, 2, 1, 0, 1",
    "3, 8, 15, 17, 12, 3, 5, 2, 2, 2, 1",
    "1, 12, 10, 9, 18, 3, 3, 1, 1, 1, 3",
    "2, 24, 11, 13, 24, 3, 3, 1, 1, 1, 24",
    "1, 19, 12, 12, 19, 5, 5, 2, 1, 2, 19",
    "1, 4, 9, 9, 8, 3, 3, 1, 1, 1, 4",
    "1, 8, 11, 11, 8, 3, 3, 1, 3, 3, 8",
  })
  void convolvesAtOddSizesInEveryFormat(
      long n,
      long c,
      long h,
      long w,
      long o,
      long r,
      long s,
      long stride,
      long dilation,
      long pad,
      long groups) {
    Convolution problem =
        conv(
            new long[] {n, c, h, w},
            new long[] {o, c / groups, r, s},
            stride,
            dilation,
            pad,
            groups);
    for (MemoryFormat format : MemoryFormat.values()) {
      for (int threads = 1; threads <= 2; threads++) {
        check(problem, format, threads);
      }
    }
  }

  @Test
  void padsEachSideByItself() {
    Window window =
        new Window(
            List.of(3L, 2L),
            List.of(2L, 1L),
            List.of(1L, 2L),
            List.of(0L, 3L),
            List.of(2L, 1L),
            Window.AutoPad.EXPLICIT);
    Convolution c =
        new Convolution(TensorType.f32(2, 5, 8, 6), TensorType.f32(9, 5, 3, 2), window, 1);
    assertThat(c.destination()).isEqualTo(TensorType.f32(2, 9, 4, 8));
    for (MemoryFormat format : MemoryFormat.values()) {
      check(c, format, 1);
    }
  }

  @Test
  void convolvesSignals() {
    // numpy.convolve: the full convolution is the correlation with the kernel turned round.
    int m = 37;
    int k = 8;
    Convolution c = conv(new long[] {1, 1, m}, new long[] {1, 1, k}, 1, 1, k - 1, 1);
    assertThat(c.destination()).isEqualTo(TensorType.f32(1, 1, m + k - 1));
    assertThat(c.macs()).isEqualTo((m + k - 1L) * k);
    for (MemoryFormat format : MemoryFormat.values()) {
      try (OneDnnKernel kernel = library().convolution(c, format, 1)) {
        Map<String, Tensor> in = random(kernel.inputs());
        kernel.bind(in);
        kernel.run();
        Tensor y = kernel.outputs().getFirst();
        Tensor x = in.getOrDefault("x", y);
        Tensor w = in.getOrDefault("w", y);
        for (int i = 0; i < m + k - 1; i++) {
          double sum = 0;
          double size = 0;
          for (int j = 0; j < k; j++) {
            int from = i - j;
            if (from >= 0 && from < m) {
              double product = (double) x.floatAt(from) * w.floatAt(k - 1 - j);
              sum += product;
              size += Math.abs(product);
            }
          }
          assertThat((double) y.floatAt(i)).isCloseTo(sum, within((k + 1) * U * size));
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 2", "3, 5, 7", "65, 33, 129", "1, 200, 31", "127, 1, 64"})
  void multipliesMatricesHoweverStored(int m, int n, int k) {
    for (MemoryFormat format : MemoryFormat.values()) {
      for (int stored = 0; stored < 4; stored++) {
        Matmul g = new Matmul(m, n, k, (stored & 1) != 0, (stored & 2) != 0);
        try (OneDnnKernel kernel = library().matmul(g, format, 1 + stored % 2)) {
          Map<String, Tensor> in = random(kernel.inputs());
          kernel.bind(in);
          kernel.run();
          assertRight(g, in, kernel.outputs().getFirst());
        }
      }
    }
  }

  private static void assertRight(Matmul g, Map<String, Tensor> in, Tensor c) {
    assertThat(c.type()).isEqualTo(g.typeC());
    Tensor a = in.getOrDefault("a", c);
    Tensor b = in.getOrDefault("b", c);
    for (long i = 0; i < g.m(); i++) {
      for (long j = 0; j < g.n(); j++) {
        double sum = 0;
        double size = 0;
        for (long l = 0; l < g.k(); l++) {
          double product =
              (double) a.floatAt(g.transposeA() ? l * g.m() + i : i * g.k() + l)
                  * b.floatAt(g.transposeB() ? j * g.k() + l : l * g.n() + j);
          sum += product;
          size += Math.abs(product);
        }
        assertThat((double) c.floatAt(i * g.n() + j))
            .isCloseTo(sum, within((g.k() + 1) * U * size));
      }
    }
  }

  @Test
  void saysWhatItIs() {
    OneDnn library = library();
    assertThat(library.version()).startsWith("3.11.");
    assertThat(library.instructions()).isNotBlank();
    Convolution c = conv(new long[] {1, 16, 9, 9}, new long[] {16, 16, 3, 3}, 1, 1, 1, 1);
    try (OneDnnKernel kernel = library.convolution(c, MemoryFormat.PLAIN, 1)) {
      assertThat(kernel.engine()).isEqualTo("onednn " + library.version());
      assertThat(kernel.implementation()).isNotBlank();
      assertThat(kernel.formats().source()).isEqualTo("abcd");
      assertThat(kernel.formats().destination()).isEqualTo("abcd");
    }
    try (OneDnnKernel kernel = library.convolution(c, MemoryFormat.CHANNELS_LAST, 1)) {
      assertThat(kernel.formats().source()).isEqualTo("acdb");
      assertThat(kernel.reorders()).isEqualTo(new OneDnnKernel.ReorderNanos(0, 0, 0));
      kernel.bind(random(kernel.inputs()));
      assertThat(kernel.reorders().source()).isPositive();
      assertThat(kernel.reorders().destination()).isZero();
      kernel.run();
      assertThat(kernel.outputs()).hasSize(1);
      assertThat(kernel.reorders().destination()).isPositive();
    }
  }

  @ParameterizedTest
  @EnumSource(MemoryFormat.class)
  void aBlockedFormatIsWrittenAsTheLibraryDoes(MemoryFormat format) {
    Convolution c = conv(new long[] {1, 16, 9, 9}, new long[] {16, 16, 3, 3}, 1, 1, 1, 1);
    try (OneDnnKernel kernel = library().convolution(c, format, 1)) {
      OneDnnKernel.Formats formats = kernel.formats();
      assertThat(formats.source() + formats.destination()).matches("(abcd|acdb|aBcd[0-9]+b){2}");
      assertThat(formats.weights()).matches("[a-dA-D]{4}([0-9]+[a-d])*");
    }
  }

  @Test
  void refusesInputsThatDoNotFit() {
    try (OneDnnKernel kernel = library().matmul(Matmul.of(2, 3, 4), MemoryFormat.PLAIN, 1)) {
      assertThatThrownBy(() -> kernel.prepare(Map.of("a", TensorType.f32(2, 4))))
          .isInstanceOf(UserError.class)
          .hasMessage(
              "the kernel takes inputs {a=f32[2x4], b=f32[4x3]} but got {a=f32[2x4]}; give exactly these");
      assertThatThrownBy(() -> kernel.bind(random(Map.of("a", TensorType.f32(2, 4)))))
          .hasMessageContaining("give exactly these");
      assertThatThrownBy(kernel::run).hasMessage("no inputs are bound");
      assertThatThrownBy(kernel::outputs).hasMessage("nothing has run since the inputs were bound");
    }
  }

  @Test
  void refusesShapesAndThreadsThatCannotBe() {
    assertThatThrownBy(() -> Matmul.of(1, 0, 1))
        .isInstanceOf(UserError.class)
        .hasMessage("a multiplication of matrices got m 1, n 0, k 1; give at least 1 each");
    assertThatThrownBy(() -> library().matmul(Matmul.of(1, 1, 1), MemoryFormat.ANY, 0))
        .isInstanceOf(UserError.class)
        .hasMessage("oneDNN got 0 threads; give 1 to 1024");
    assertThatThrownBy(() -> conv(new long[] {1, 4, 9, 9}, new long[] {6, 2, 3, 3}, 1, 1, 1, 1))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "a convolution got 1 groups for source f32[1x4x9x9] and weights f32[6x2x3x3]; give weights [O, C/groups, kernel...] and groups that divide C and O");
    assertThatThrownBy(() -> conv(new long[] {1, 4, 2, 2}, new long[] {6, 4, 5, 5}, 1, 1, 1, 1))
        .hasMessage(
            "a convolution got a kernel of [5, 5] with dilations [1, 1], larger than source f32[1x4x2x2] with its pads; give a larger source or more padding");
    assertThatThrownBy(() -> conv(new long[] {1, 4, 9, 9}, new long[] {6, 4, 3, 3}, 1, 1, -1, 1))
        .hasMessage(
            "a convolution got pads [-1, -1] and [-1, -1] (EXPLICIT); give explicit pads of at least 0");
    assertThatThrownBy(() -> conv(new long[] {1, 4, 0, 9}, new long[] {6, 4, 3, 3}, 1, 1, 1, 1))
        .hasMessage(
            "a convolution got a source of f32[1x4x0x9]; give f32 with 4 known dimensions of at least 1");
    assertThatThrownBy(() ->
            new Convolution(
                TensorType.f32(1, 4, 9, 9),
                TensorType.f32(6, 4, 5, 5),
                Window.square(2, 3, 1, 1),
                1))
        .hasMessage(
            "a convolution got weights f32[6x4x5x5] for a kernel of [3, 3]; give the kernel sizes that the weights have");
    assertThatThrownBy(() ->
            new Convolution(
                TensorType.f32(1, 4), TensorType.f32(6, 4), Window.square(0, 1, 1, 0), 1))
        .hasMessage("a convolution got 0 spatial axes; give 1 to 3");
  }

  @Test
  void refusesTensorsThatTheLibraryCannotCount() {
    Matmul g = Matmul.of(1L << 40, 1, 1L << 40);
    assertThatThrownBy(() -> library().matmul(g, MemoryFormat.PLAIN, 1))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "oneDNN got a tensor of f32[1099511627776x1099511627776]; give at most 2147483647 elements");
  }

  /** Asks for a product of matrices that do not fit together. */
  private record Impossible(MatmulRecipe a, MatmulRecipe b) implements Recipe {
    @Override
    public SequencedMap<String, TensorType> inputs() {
      return a.inputs();
    }

    @Override
    public TensorType output() {
      return a.output();
    }

    @Override
    public MemoryDescription givenSource(NativeObjects objects) {
      return a.givenSource(objects);
    }

    @Override
    public MemoryDescription givenWeights(NativeObjects objects) {
      return b.givenWeights(objects);
    }

    @Override
    public MemoryDescription wantedDestination(NativeObjects objects) {
      return a.wantedDestination(objects);
    }

    @Override
    public MemorySegment describe(NativeObjects objects, MemorySegment engine) {
      return objects.attempt(
          "dnnl_matmul_primitive_desc_create",
          "dnnl_primitive_desc_destroy",
          engine,
          givenSource(objects).handle(),
          givenWeights(objects).handle(),
          MemorySegment.NULL,
          wantedDestination(objects).handle(),
          MemorySegment.NULL);
    }

    @Override
    public String label() {
      return a.label();
    }
  }

  @Test
  void saysThatTheLibraryHasNoSuchKernel() {
    Recipe recipe =
        new Impossible(
            new MatmulRecipe(Matmul.of(2, 3, 4), MemoryFormat.PLAIN),
            new MatmulRecipe(Matmul.of(2, 3, 5), MemoryFormat.PLAIN));
    assertThatThrownBy(() -> library().kernel(recipe, 1))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "oneDNN does not have the multiplication of f32[2x4] by f32[4x3] in format PLAIN (invalid arguments); take another format or leave oneDNN out");
    assertThat(
            new ConvolutionRecipe(
                    conv(new long[] {1, 4, 9, 9}, new long[] {6, 2, 3, 3}, 2, 1, 1, 2),
                    MemoryFormat.ANY)
                .label())
        .isEqualTo(
            "the convolution of f32[1x4x9x9] with f32[6x2x3x3], strides [2, 2], dilations [1, 1], groups 2, in format ANY");
  }
}
