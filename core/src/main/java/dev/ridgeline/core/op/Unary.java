package dev.ridgeline.core.op;

import dev.ridgeline.core.tensor.DType;

/** One value in, one value out, element by element; the output has the shape of input 0. */
public sealed interface Unary extends Op {

  /** Functions without parameters. */
  enum Function implements Unary {
    ABS("Abs"),
    NEG("Neg"),
    RECIPROCAL("Reciprocal"),
    SQRT("Sqrt"),
    EXP("Exp"),
    LOG("Log"),
    SIGMOID("Sigmoid"),
    TANH("Tanh"),
    RELU("Relu"),
    HARD_SWISH("HardSwish"),
    MISH("Mish"),
    SOFTPLUS("Softplus"),
    SOFTSIGN("Softsign"),
    ERF("Erf"),
    SIN("Sin"),
    COS("Cos"),
    TAN("Tan"),
    ASIN("Asin"),
    ACOS("Acos"),
    ATAN("Atan"),
    SINH("Sinh"),
    COSH("Cosh"),
    ASINH("Asinh"),
    ACOSH("Acosh"),
    ATANH("Atanh"),
    FLOOR("Floor"),
    CEIL("Ceil"),
    /** Half to even. */
    ROUND("Round"),
    SIGN("Sign"),
    NOT("Not"),
    BITWISE_NOT("BitwiseNot"),
    /** Output bool. */
    IS_NAN("IsNaN"),
    IDENTITY("Identity");

    private final String label;

    Function(String label) {
      this.label = label;
    }

    @Override
    public String label() {
      return label;
    }
  }

  /** {@code x < 0 ? alpha * x : x}. */
  record LeakyRelu(float alpha) implements Unary {
    @Override
    public String label() {
      return "LeakyRelu";
    }
  }

  /** {@code x < 0 ? alpha * (exp(x) - 1) : x}. */
  record Elu(float alpha) implements Unary {
    @Override
    public String label() {
      return "Elu";
    }
  }

  /** {@code max(0, x) + min(0, alpha * (exp(x / alpha) - 1))}. */
  record Celu(float alpha) implements Unary {
    @Override
    public String label() {
      return "Celu";
    }
  }

  /** {@code gamma * (x > 0 ? x : alpha * exp(x) - alpha)}. */
  record Selu(float alpha, float gamma) implements Unary {
    @Override
    public String label() {
      return "Selu";
    }
  }

  /** {@code max(0, min(1, alpha * x + beta))}. */
  record HardSigmoid(float alpha, float beta) implements Unary {
    @Override
    public String label() {
      return "HardSigmoid";
    }
  }

  /** {@code x > alpha ? x : 0}. */
  record ThresholdedRelu(float alpha) implements Unary {
    @Override
    public String label() {
      return "ThresholdedRelu";
    }
  }

  /** {@code x < -lambda ? x + bias : x > lambda ? x - bias : 0}. */
  record Shrink(float bias, float lambda) implements Unary {
    @Override
    public String label() {
      return "Shrink";
    }
  }

  /** Gaussian error linear unit, exact (erf) or by the tanh approximation. */
  record Gelu(boolean tanhApproximation) implements Unary {
    @Override
    public String label() {
      return "Gelu";
    }
  }

  /** {@code x * sigmoid(alpha * x)}; SiLU for alpha 1. */
  record Swish(float alpha) implements Unary {
    @Override
    public String label() {
      return "Swish";
    }
  }

  /** Output bool: whether the value is an infinity of a wanted sign. */
  record IsInf(boolean negative, boolean positive) implements Unary {
    @Override
    public String label() {
      return "IsInf";
    }
  }

  /** Inputs x, optional min (scalar), optional max (scalar): {@code min(max(x, min), max)}. */
  record Clip() implements Unary {
    @Override
    public String label() {
      return "Clip";
    }
  }

  /** Change of element type. {@code saturate} matters for casts to 8-bit floats only. */
  record Cast(DType to, boolean saturate) implements Unary {
    @Override
    public String label() {
      return "Cast";
    }
  }
}
