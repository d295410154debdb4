package dev.ridgeline.peers.tflite;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.execution.Executable;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.core.tensor.TensorType;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.tensorflowlite.BuiltinOpResolverWithoutDefaultDelegates;
import org.bytedeco.tensorflowlite.FlatBufferModel;
import org.bytedeco.tensorflowlite.Interpreter;
import org.bytedeco.tensorflowlite.InterpreterBuilder;
import org.bytedeco.tensorflowlite.TfLiteIntArray;
import org.bytedeco.tensorflowlite.TfLiteTensor;
import org.bytedeco.tensorflowlite.global.tensorflowlite;

/**
 * A model file in the TensorFlow Lite interpreter on the CPU, with its own kernels: the default
 * resolver would hand the model to XNNPACK, which rounds differently.
 *
 * <p><b>Limits.</b> Linux on x86-64; tensors of f32, i32, i64, i16, i8, u8 and bool of the sizes
 * that the file declares. It trusts its files: give it only models that a reader of ours accepts.
 */
public final class TfliteInterpreter implements Executable {
  private static final int OK = 0;

  private final Path file;
  // The interpreter holds pointers into these.
  private final FlatBufferModel model;
  private final BuiltinOpResolverWithoutDefaultDelegates resolver;
  private final Interpreter interpreter;
  private final Map<String, TensorType> inputs;

  private TfliteInterpreter(
      Path file,
      FlatBufferModel model,
      BuiltinOpResolverWithoutDefaultDelegates resolver,
      Interpreter interpreter) {
    this.file = file;
    this.model = model;
    this.resolver = resolver;
    this.interpreter = interpreter;
    Map<String, TensorType> types = new LinkedHashMap<>();
    for (int i = 0; i < interpreter.inputs().limit(); i++) {
      types.put(interpreter.GetInputName(i).getString(), type(interpreter.input_tensor(i)));
    }
    this.inputs = Collections.unmodifiableMap(types);
  }

  /**
   * Loads a model file.
   *
   * @throws UserError if the file is missing or the interpreter refuses it
   */
  public static TfliteInterpreter open(Path file, int threads) {
    if (!Files.isRegularFile(file)) {
      throw new UserError("model file '" + file + "' does not exist; name a TFLite file");
    }
    FlatBufferModel model = FlatBufferModel.VerifyAndBuildFromFile(file.toString());
    if (model == null || model.isNull()) {
      throw refused("read", file);
    }
    BuiltinOpResolverWithoutDefaultDelegates resolver =
        new BuiltinOpResolverWithoutDefaultDelegates();
    Interpreter interpreter = new Interpreter((Pointer) null);
    try (InterpreterBuilder builder = new InterpreterBuilder(model, resolver)) {
      builder.SetNumThreads(threads);
      if (builder.apply(interpreter) != OK || interpreter.isNull()) {
        throw refused("build", file);
      }
    }
    if (interpreter.AllocateTensors() != OK) {
      throw refused("prepare", file);
    }
    return new TfliteInterpreter(file, model, resolver, interpreter);
  }

  private static UserError refused(String what, Path file) {
    return new UserError(
        "the TensorFlow Lite interpreter cannot %s '%s'; its reason stands on standard error"
            .formatted(what, file));
  }

  private static TensorType type(TfLiteTensor tensor) {
    DType dtype =
        switch (tensor.type()) {
          case tensorflowlite.kTfLiteFloat32 -> DType.F32;
          case tensorflowlite.kTfLiteInt32 -> DType.I32;
          case tensorflowlite.kTfLiteInt64 -> DType.I64;
          case tensorflowlite.kTfLiteInt16 -> DType.I16;
          case tensorflowlite.kTfLiteInt8 -> DType.I8;
          case tensorflowlite.kTfLiteUInt8 -> DType.U8;
          case tensorflowlite.kTfLiteBool -> DType.BOOL;
          default -> throw new UserError("element type " + tensor.type() + " is not followed");
        };
    TfLiteIntArray dims = tensor.dims();
    long[] sizes = new long[dims.size()];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = dims.data(i);
    }
    return new TensorType(dtype, Shape.of(sizes));
  }

  @Override
  public String engine() {
    return "tensorflow-lite " + tensorflowlite.TfLiteVersion().getString();
  }

  @Override
  public Map<String, TensorType> inputs() {
    return inputs;
  }

  @Override
  public void prepare(Map<String, TensorType> inputTypes) {
    if (!inputs.equals(inputTypes)) {
      throw new UserError(
          "'%s' takes inputs %s but got %s; give exactly these"
              .formatted(file, inputs, inputTypes));
    }
  }

  @Override
  public void bind(Map<String, Tensor> given) {
    int i = 0;
    for (Map.Entry<String, TensorType> input : inputs.entrySet()) {
      Tensor tensor = Objects.requireNonNull(given.get(input.getKey()), input.getKey());
      if (!tensor.type().equals(input.getValue())) {
        throw new UserError(
            "input '%s' of '%s' takes %s but got %s"
                .formatted(input.getKey(), file, input.getValue(), tensor.type()));
      }
      memory(interpreter.input_tensor(i++)).copyFrom(tensor.data());
    }
  }

  private static MemorySegment memory(TfLiteTensor tensor) {
    BytePointer bytes = new BytePointer(tensor.data().data());
    return MemorySegment.ofAddress(bytes.address()).reinterpret(tensor.bytes());
  }

  @Override
  public void run() {
    if (interpreter.Invoke() != OK) {
      throw refused("run", file);
    }
  }

  @Override
  public List<Tensor> outputs() {
    List<Tensor> outputs = new ArrayList<>();
    for (int i = 0; i < interpreter.outputs().limit(); i++) {
      TfLiteTensor tensor = interpreter.output_tensor(i);
      TensorType type = type(tensor);
      MemorySegment copy = MemorySegment.ofArray(new byte[Math.toIntExact(type.bytes())]);
      outputs.add(new Tensor(type, copy.copyFrom(memory(tensor))));
    }
    return outputs;
  }

  @Override
  public void close() {
    interpreter.close();
    resolver.close();
    model.close();
  }
}
