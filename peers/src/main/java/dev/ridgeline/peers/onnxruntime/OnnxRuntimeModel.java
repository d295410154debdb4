package dev.ridgeline.peers.onnxruntime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.ExecutionMode;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import dev.ridgeline.core.UserError;
import dev.ridgeline.core.execution.Executable;
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
import org.jspecify.annotations.Nullable;

/**
 * A model file in a session of ONNX Runtime on the CPU.
 *
 * <p>Inputs lie in memory of ours outside the heap, bound once; so do outputs from the second run
 * on, when their shapes are known, and a run then copies nothing. Telemetry is switched off before
 * the first session is made.
 *
 * <p><b>Limits.</b> Inputs of f64, f32, f16, bf16, i64, i32, i16, i8, u8 and bool, of less than 2
 * GiB each; tensors only. What ONNX Runtime refuses becomes a {@link UserError}; what makes it
 * abort takes the process with it, so run models that nobody has checked in a process of their own.
 */
public final class OnnxRuntimeModel implements Executable {
  /** A direct buffer holds at most this many bytes. */
  private static final long MAX_TENSOR_BYTES = Integer.MAX_VALUE;

  private final Path file;
  private final OrtEnvironment environment;
  private final OrtSession session;
  private final Map<String, TensorType> inputs;
  private final List<String> outputNames;

  private Map<String, TensorType> prepared = Map.of();
  private BoundTensors bound = BoundTensors.none();
  private BoundTensors pinned = BoundTensors.none();
  private boolean pinnable = true;
  private OrtSession.@Nullable Result last;

  private OnnxRuntimeModel(Path file, OrtEnvironment environment, OrtSession session)
      throws OrtException {
    this.file = file;
    this.environment = environment;
    this.session = session;
    Map<String, TensorType> types = new LinkedHashMap<>();
    session
        .getInputInfo()
        .forEach((name, info) -> types.put(name, OrtTypes.type(name, info.getInfo())));
    inputs = Collections.unmodifiableMap(types);
    outputNames = List.copyOf(session.getOutputNames());
  }

  /**
   * Loads a model file.
   *
   * @throws UserError if the file is missing or ONNX Runtime refuses it
   */
  public static OnnxRuntimeModel open(Path file, OnnxRuntimeOptions options) {
    if (!Files.isRegularFile(file)) {
      throw new UserError("model file '" + file + "' does not exist; name an ONNX file");
    }
    try {
      OrtEnvironment environment = environment();
      try (SessionOptions given = sessionOptions(options)) {
        OrtSession session = environment.createSession(file.toString(), given);
        return new OnnxRuntimeModel(file, environment, session);
      }
    } catch (OrtException e) {
      throw OrtErrors.failed("load", file, e);
    }
  }

  /** Loads the library, which the first model would do otherwise. */
  public static void start() {
    try {
      environment();
    } catch (OrtException e) {
      throw new UserError("ONNX Runtime cannot start: " + OrtErrors.oneLine(e), e);
    }
  }

  private static OrtEnvironment environment() throws OrtException {
    OrtEnvironment environment =
        OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "ridgeline");
    environment.setTelemetry(false);
    return environment;
  }

  private static SessionOptions sessionOptions(OnnxRuntimeOptions given) throws OrtException {
    SessionOptions options = new SessionOptions();
    options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
    options.setOptimizationLevel(OptLevel.ALL_OPT);
    options.setExecutionMode(ExecutionMode.SEQUENTIAL);
    options.setInterOpNumThreads(1);
    options.setIntraOpNumThreads(given.threads());
    options.addConfigEntry("session.intra_op.allow_spinning", given.spinning() ? "1" : "0");
    for (Map.Entry<String, Long> symbol : given.symbols().entrySet()) {
      options.setSymbolicDimensionValue(symbol.getKey(), symbol.getValue());
    }
    return options;
  }

  @Override
  public String engine() {
    return "onnxruntime " + environment.getVersion();
  }

  @Override
  public Map<String, TensorType> inputs() {
    return inputs;
  }

  @Override
  public void prepare(Map<String, TensorType> inputTypes) {
    InputFit.check(file, inputs, inputTypes);
    for (Map.Entry<String, TensorType> entry : inputTypes.entrySet()) {
      String input = entry.getKey();
      TensorType type = entry.getValue();
      if (OrtTypes.toOrt(type.dtype()).isEmpty()) {
        throw new UserError(
            "input '%s' of '%s' is of %s; ONNX Runtime is given f64, f32, f16, bf16, i64, i32, i16, i8, u8 and bool only"
                .formatted(input, file, type.dtype().label()));
      }
      if (type.bytes() > MAX_TENSOR_BYTES) {
        throw new UserError(
            "input '%s' of '%s' takes %d bytes as %s; ONNX Runtime is given at most %d; take a smaller batch"
                .formatted(input, file, type.bytes(), type, MAX_TENSOR_BYTES));
      }
    }
    prepared = Map.copyOf(inputTypes);
  }

  @Override
  public void bind(Map<String, Tensor> given) {
    given.forEach((name, tensor) -> {
      if (!tensor.type().equals(prepared.get(name))) {
        throw new IllegalArgumentException(
            "input '%s' was prepared as %s but got %s"
                .formatted(name, prepared.get(name), tensor.type()));
      }
    });
    if (!given.keySet().equals(prepared.keySet())) {
      throw new IllegalArgumentException(
          "inputs %s are prepared but got %s".formatted(prepared.keySet(), given.keySet()));
    }
    forgetOutputs();
    bound.close();
    bound = BoundTensors.none();
    try {
      for (Map.Entry<String, Tensor> entry : given.entrySet()) {
        bound
            .add(environment, entry.getKey(), entry.getValue().type())
            .copyFrom(entry.getValue().data());
      }
    } catch (OrtException e) {
      throw OrtErrors.failed("take the inputs of", file, e);
    }
  }

  @Override
  public void run() {
    try {
      if (last != null && pinnable) {
        pinOutputs(last);
      }
      closeLast();
      last =
          pinned.tensors().isEmpty()
              ? session.run(bound.tensors())
              : session.run(bound.tensors(), pinned.tensors());
    } catch (OrtException e) {
      throw OrtErrors.failed("run", file, e);
    }
  }

  /** From the shapes of a first run makes the memory that later runs write into. */
  private void pinOutputs(OrtSession.Result first) throws OrtException {
    pinnable = false;
    BoundTensors made = BoundTensors.none();
    for (Map.Entry<String, OnnxValue> entry : first) {
      TensorType type = OrtTypes.type(entry.getKey(), entry.getValue().getInfo());
      if (!type.isKnown()
          || OrtTypes.toOrt(type.dtype()).isEmpty()
          || type.bytes() > MAX_TENSOR_BYTES) {
        made.close();
        return;
      }
      made.add(environment, entry.getKey(), type);
    }
    pinned.close();
    pinned = made;
  }

  @Override
  public List<Tensor> outputs() {
    if (last == null) {
      throw new IllegalStateException("nothing has run since the inputs were bound");
    }
    List<Tensor> outputs = new ArrayList<>();
    for (String name : outputNames) {
      Tensor view = pinned.views().get(name);
      outputs.add(view != null ? copy(view) : copy(name, last.get(name).orElseThrow()));
    }
    return outputs;
  }

  private static Tensor copy(Tensor view) {
    MemorySegment heap = MemorySegment.ofArray(new byte[Math.toIntExact(view.type().bytes())]);
    return new Tensor(view.type(), heap.copyFrom(view.data()));
  }

  private Tensor copy(String name, OnnxValue value) {
    if (!(value instanceof OnnxTensor tensor)) {
      throw new UserError(
          "output '%s' of '%s' is no tensor; only tensors can be read".formatted(name, file));
    }
    TensorType type = OrtTypes.type(name, tensor.getInfo());
    if (OrtTypes.toOrt(type.dtype()).isEmpty()) {
      throw new UserError(
          "output '%s' of '%s' is of %s, which cannot be read from ONNX Runtime"
              .formatted(name, file, tensor.getInfo().onnxType));
    }
    return copy(new Tensor(type, MemorySegment.ofBuffer(tensor.getByteBuffer())));
  }

  private void closeLast() {
    if (last != null) {
      last.close();
      last = null;
    }
  }

  private void forgetOutputs() {
    closeLast();
    pinned.close();
    pinned = BoundTensors.none();
    pinnable = true;
  }

  @Override
  public void close() {
    closeLast();
    pinned.close();
    bound.close();
    try {
      session.close();
    } catch (OrtException e) {
      throw OrtErrors.failed("close", file, e);
    }
  }
}
