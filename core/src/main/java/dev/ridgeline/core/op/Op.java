package dev.ridgeline.core.op;

/**
 * An operator: what a node computes, without its inputs. The families are sealed and passes switch
 * over them without a default, so that a new family breaks the build wherever it is not handled
 * yet. Semantics are those of the newest ONNX operator set that Ridgeline reads (22): parameters
 * that are inputs there are inputs here, and readers lift older forms to it.
 */
public sealed interface Op
    permits Unary,
        Binary,
        Compare,
        Reduce,
        Movement,
        Contraction,
        Pool,
        Normalise,
        Quantise,
        Control,
        Generate,
        Opaque {

  /**
   * The name as printed and shown to users, in the standard's spelling: {@code Conv}, {@code
   * MatMul}.
   */
  String label();
}
