package dev.ridgeline.engine.interpreter;

import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.op.Control;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Operators whose bodies are graphs. */
final class ControlKernels {
  private ControlKernels() {}

  static List<Array> run(Control op, Operands in, GraphRun run) {
    return switch (op) {
      case Control.If branches ->
          run.body(
              in.get(0).whole(0) != 0 ? branches.thenBranch() : branches.elseBranch(), List.of());
      case Control.Loop loop -> loop(loop.body(), in, run);
    };
  }

  private static List<Array> loop(Graph body, Operands in, GraphRun run) {
    long trips = in.has(0) ? in.get(0).whole(0) : Long.MAX_VALUE;
    boolean condition = !in.has(1) || in.get(1).whole(0) != 0;
    List<Array> carried = new ArrayList<>();
    for (int i = 2; i < in.count(); i++) {
      carried.add(in.get(i));
    }
    int scans = body.outputs().size() - 1 - carried.size();
    List<List<Array>> scanned = new ArrayList<>();
    IntStream.range(0, scans).forEach(_ -> scanned.add(new ArrayList<>()));
    for (long trip = 0; trip < trips && condition; trip++) {
      List<Array> inputs = new ArrayList<>();
      Array number = Array.zeros(DType.I64);
      number.setWhole(0, trip);
      inputs.add(number);
      inputs.add(Array.scalar(DType.BOOL, 1));
      inputs.addAll(carried);
      List<Array> outputs = run.body(body, inputs.subList(0, body.inputs().size()));
      condition = outputs.get(0).whole(0) != 0;
      int count = carried.size();
      carried = new ArrayList<>(outputs.subList(1, 1 + count));
      for (int s = 0; s < scans; s++) {
        scanned.get(s).add(outputs.get(1 + count + s));
      }
    }
    List<Array> results = new ArrayList<>(carried);
    for (int s = 0; s < scans; s++) {
      results.add(stacked(scanned.get(s), body, 1 + carried.size() + s));
    }
    return results;
  }

  private static Array stacked(List<Array> slices, Graph body, int output) {
    if (slices.isEmpty()) {
      TensorType type = body.type(body.outputs().get(output));
      int rank = type.shape().ranked() ? type.shape().rank() : 0;
      int[] none = new int[rank + 1];
      for (int i = 0; i < rank; i++) {
        none[i + 1] = type.shape().dim(i).isKnown() ? (int) type.shape().dim(i).size() : 0;
      }
      return Array.zeros(type.dtype(), none);
    }
    List<Array> rows = new ArrayList<>();
    for (Array slice : slices) {
      int[] dims = new int[slice.rank() + 1];
      dims[0] = 1;
      System.arraycopy(slice.dims, 0, dims, 1, slice.rank());
      rows.add(slice.reshaped(dims));
    }
    return MovementKernels.concat(0, rows);
  }
}
