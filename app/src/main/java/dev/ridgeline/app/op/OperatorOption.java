package dev.ridgeline.app.op;

/** Options that some operators take beside their shape. */
enum OperatorOption {
  TRANSPOSE_A("--transpose-a"),
  TRANSPOSE_B("--transpose-b"),
  BIAS("--bias"),
  ACTIVATION("--activation"),
  STRIDE("--stride"),
  PAD("--pad"),
  DILATION("--dilation"),
  GROUPS("--groups");

  private final String flag;

  OperatorOption(String flag) {
    this.flag = flag;
  }

  /** As it is typed. */
  String flag() {
    return flag;
  }
}
