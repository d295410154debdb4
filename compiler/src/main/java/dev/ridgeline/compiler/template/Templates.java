package dev.ridgeline.compiler.template;

import dev.ridgeline.compiler.operator.Activation;
import dev.ridgeline.compiler.operator.BlockedConv2d;
import dev.ridgeline.compiler.operator.Chain;
import dev.ridgeline.compiler.operator.ChannelsLastDepthwise;
import dev.ridgeline.compiler.operator.Conv1d;
import dev.ridgeline.compiler.operator.Gemm;
import dev.ridgeline.compiler.operator.LayerNorm;
import dev.ridgeline.compiler.operator.Operator;
import dev.ridgeline.compiler.operator.Pool2d;
import dev.ridgeline.compiler.operator.SeparableConv2d;
import dev.ridgeline.compiler.operator.Softmax;
import dev.ridgeline.compiler.operator.Transposition;
import dev.ridgeline.compiler.operator.WinogradInput;
import dev.ridgeline.compiler.operator.WinogradOutput;
import dev.ridgeline.compiler.schedule.Schedule;
import java.util.List;

/** The schedules that there are for an operator. */
public final class Templates {
  private Templates() {}

  /** From the plain loops to the best, one idea a rung; at least the plain one. */
  public static List<Rung> ladder(Operator op, TargetTraits traits) {
    return switch (op) {
      case Gemm gemm -> GemmTemplate.ladder(gemm, traits);
      case Conv1d conv -> Conv1dTemplate.ladder(conv, traits);
      case Pool2d pool -> PoolTemplate.ladder(pool, traits);
      case Softmax softmax -> RowsTemplate.ladder(softmax, traits);
      case LayerNorm norm -> RowsTemplate.ladder(norm, traits);
      case SeparableConv2d conv -> SeparableTemplate.ladder(conv, traits);
      case Activation sum -> ElementwiseTemplate.ladder(sum, traits);
      case BlockedConv2d conv -> BlockedConv2dTemplate.ladder(conv, traits);
      case ChannelsLastDepthwise conv -> ChannelsLastDepthwiseTemplate.ladder(conv, traits);
      default ->
          List.of(
              new Rung("naive", "loops as the definition has them", Schedule.of(op.computation())));
    };
  }

  /** The best schedule for the operator's shape. */
  public static Schedule best(Operator op, TargetTraits traits) {
    return switch (op) {
      case Gemm gemm -> GemmTemplate.best(gemm, traits);
      case Conv1d conv -> Conv1dTemplate.best(conv, traits);
      case Pool2d pool -> PoolTemplate.best(pool, traits);
      case Activation sum -> ElementwiseTemplate.best(sum, traits);
      case Chain chain -> ElementwiseTemplate.best(chain, traits);
      case BlockedConv2d conv -> BlockedConv2dTemplate.best(conv, traits);
      case ChannelsLastDepthwise conv -> ChannelsLastDepthwiseTemplate.best(conv, traits);
      case WinogradInput tiles -> WinogradTemplate.best(tiles, traits);
      case WinogradOutput tiles -> WinogradTemplate.best(tiles, traits);
      case Transposition matrices -> TranspositionTemplate.best(matrices, traits);
      default -> ladder(op, traits).getLast().schedule();
    };
  }

  /** What {@link #best} does for the operator's shape, and why, in a line. */
  public static String why(Operator op, TargetTraits traits) {
    return switch (op) {
      case Gemm gemm -> GemmTemplate.why(gemm, traits);
      default -> "the best known for this shape";
    };
  }
}
