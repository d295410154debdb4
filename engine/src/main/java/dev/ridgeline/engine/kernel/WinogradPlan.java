package dev.ridgeline.engine.kernel;

import dev.ridgeline.compiler.operator.Operator;
import dev.ridgeline.compiler.operator.WinogradOutput;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A 3x3 convolution with channels last by Winograd's F(4x4, 3x3): the padded input, its tiles
 * transformed, products with the weights that were transformed when it was built, and these
 * transformed back.
 *
 * @param tiles how it is cut
 * @param x input
 * @param weights constant in the graph's order, [O, C, 3, 3]
 * @param epilogue what follows it
 * @param y output
 */
public record WinogradPlan(
    WinogradTiles tiles, Placed x, String weights, Epilogue epilogue, Placed y)
    implements StepPlan {
  private static final String PADDED = "padded input";
  private static final String INPUT = "transformed tiles";
  private static final String PRODUCTS = "products of tiles";

  /** The plan, where this way is expected to be faster than direct sums. */
  public static Optional<StepPlan> of(
      ConvGeometry geometry, Placed x, String weights, Epilogue epilogue, Placed y) {
    return WinogradTiles.of(geometry)
        .map(tiles -> new WinogradPlan(tiles, x, weights, epilogue, y));
  }

  @Override
  public String kernel() {
    return "winograd 4x4 " + tiles.geometry().unpadded().shape() + epilogue.text();
  }

  @Override
  public List<Placed> inputs() {
    List<Placed> inputs = new ArrayList<>(List.of(x, Placed.rowMajor(weights)));
    inputs.addAll(epilogue.inputs());
    return inputs;
  }

  @Override
  public List<Placed> outputs() {
    return List.of(y);
  }

  @Override
  public Map<String, Long> scratch() {
    Map<String, Long> scratch = new LinkedHashMap<>();
    scratch.put(INPUT, tiles.inputBytes());
    scratch.put(PRODUCTS, tiles.productBytes());
    if (tiles.padded().isPadded()) {
      scratch.put(PADDED, tiles.padded().paddedBytes());
    }
    return scratch;
  }

  private WinogradOutput output() {
    return tiles.output(epilogue.fused());
  }

  @Override
  public List<Operator> compiled() {
    List<Operator> all = new ArrayList<>(List.of(tiles.input(), tiles.products(), output()));
    Epilogue rest = epilogue.rest();
    if (!rest.isEmpty()) {
      all.add(rest.chain());
    }
    return all;
  }

  @Override
  public Step build(Memory memory, Compilers compilers) {
    List<Step> steps = new ArrayList<>();
    Block in = memory.of(x);
    if (tiles.padded().isPadded()) {
      Block padded = memory.scratch(PADDED);
      steps.add(new PadCopy(tiles.padded(), in, padded, compilers.threads()));
      in = padded;
    }
    Block transformed = memory.scratch(INPUT);
    Block products = memory.scratch(PRODUCTS);
    Block out = memory.of(y);
    steps.add(KernelStep.of(compilers, tiles.input(), List.of(in, transformed)));
    steps.add(
        KernelStep.of(compilers, tiles.products(), List.of(transformed, packed(memory), products)));
    List<Block> last = new ArrayList<>(List.of(products));
    epilogue.inputs().forEach(other -> last.add(memory.of(other)));
    last.add(out);
    steps.add(KernelStep.of(compilers, output(), last));
    Epilogue rest = epilogue.rest();
    if (!rest.isEmpty()) {
      steps.add(rest.over(out, tiles.geometry().result(), memory, compilers));
    }
    return new Steps(steps);
  }

  private Block packed(Memory memory) {
    Block packed = memory.keep(tiles.weights());
    tiles.transform(memory.constant(weights), packed);
    return packed;
  }
}
