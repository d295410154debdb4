package dev.ridgeline.compiler.interpret;

/**
 * The math functions as the pass ExpandMath writes them, operation by operation, as plain Java: so
 * that programs that still hold them give the bits that they give once they are expanded.
 */
final class MathFunctions {
  private MathFunctions() {}

  static float exp(float x) {
    float low = 89f < x ? 89f : x;
    float within = -104f > low ? -104f : low;
    float shifted = Math.fma(within, 0x1.715476p0f, 0x1.8p23f);
    float y = reduced(within, shifted) + 1f;
    int k = exponent(shifted);
    int half = k >> 1;
    return y * powerOfTwo(half) * powerOfTwo(k - half);
  }

  private static float reduced(float x, float shifted) {
    float n = shifted - 0x1.8p23f;
    float r = Math.fma(n, -0x1.7f7d1cp-20f, Math.fma(n, -0x1.62e4p-1f, x));
    return Math.fma(r * r, expPart(r), r);
  }

  private static int exponent(float shifted) {
    return Float.floatToRawIntBits(shifted) - Float.floatToRawIntBits(0x1.8p23f);
  }

  private static float powerOfTwo(int k) {
    return Float.intBitsToFloat((k + 127) << 23);
  }

  static float log(float x) {
    boolean small = x < Float.MIN_NORMAL;
    int normal = Float.floatToRawIntBits(small ? x * (1L << 23) : x);
    int e = (normal - 0x3f3504f3) >> 23;
    float f = Float.intBitsToFloat(normal - (e << 23)) - 1f;
    float power = (float) e - (small ? 23f : 0f);
    float tail = Math.fma(power, 0x1.7f7d1cp-20f, logTail(f));
    float multiple = power * 0x1.62e4p-1f;
    float high = multiple + f;
    float low = f - (high - multiple);
    float positive = high + (low + tail);
    float finite = x < Float.POSITIVE_INFINITY ? positive : x;
    float signed = x < 0f ? Float.NaN : finite;
    return x == 0f ? Float.NEGATIVE_INFINITY : signed;
  }

  static float tanh(float x) {
    float size = Math.abs(x);
    float y = (10f < size ? 10f : size) * 2f;
    float square = size * size;
    float near = Math.fma(size * square, tanhNear(square), size);
    float shifted = Math.fma(y, 0x1.715476p0f, 0x1.8p23f);
    float e = (reduced(y, shifted) + 1f) * powerOfTwo(exponent(shifted));
    float far = 1f - 2f / (e + 1f);
    return withSign(size < 0.55f ? near : far, x);
  }

  static float sigmoid(float x) {
    float z = exp(-Math.abs(x));
    return (x >= 0f ? 1f : z) / (z + 1f);
  }

  private static float withSign(float value, float x) {
    return Float.intBitsToFloat(
        Float.floatToRawIntBits(value) | (Float.floatToRawIntBits(x) & Integer.MIN_VALUE));
  }

  private static float logTail(float f) {
    float square = f * f;
    return Math.fma(f * square, logPart(f), -0.5f * square);
  }

  static float erf(float x) {
    float size = Math.abs(x);
    float near = Math.fma(size, erfNear(size * size), size);
    float t = erfFar(3.95f < size ? 3.95f : size);
    float shifted = Math.fma(t, 0x1.715476p0f, 0x1.8p23f);
    float far = 1f - (reduced(t, shifted) + 1f) * powerOfTwo(exponent(shifted));
    return withSign(size < 1f ? near : far, x);
  }

  static double exp(double x) {
    double low = 710.0 < x ? 710.0 : x;
    double within = -746.0 > low ? -746.0 : low;
    double shifted = Math.fma(within, 0x1.71547652b82fep0, 0x1.8p52);
    double y = reduced(within, shifted, false) + 1.0;
    long k = exponent(shifted);
    long half = k >> 1;
    return y * powerOfTwo(half) * powerOfTwo(k - half);
  }

  private static double reduced(double x, double shifted, boolean positive) {
    double n = shifted - 0x1.8p52;
    double r = Math.fma(n, -0x1.3de6af278ece6p-42, Math.fma(n, -0x1.62e42fefa3p-1, x));
    return Math.fma(r * r, positive ? expm1Part(r) : expPart(r), r);
  }

  private static long exponent(double shifted) {
    return Double.doubleToRawLongBits(shifted) - Double.doubleToRawLongBits(0x1.8p52);
  }

  private static double powerOfTwo(long k) {
    return Double.longBitsToDouble((k + 1023) << 52);
  }

  static double log(double x) {
    boolean small = x < Double.MIN_NORMAL;
    long normal = Double.doubleToRawLongBits(small ? x * (1L << 52) : x);
    long e = (normal - 0x3fe6a09e667f3bcdL) >> 52;
    double f = Double.longBitsToDouble(normal - (e << 52)) - 1.0;
    double power = (double) e - (small ? 52.0 : 0.0);
    double tail = Math.fma(power, 0x1.3de6af278ece6p-42, logTail(f));
    double multiple = power * 0x1.62e42fefa3p-1;
    double high = multiple + f;
    double low = f - (high - multiple);
    double positive = high + (low + tail);
    double finite = x < Double.POSITIVE_INFINITY ? positive : x;
    double signed = x < 0.0 ? Double.NaN : finite;
    return x == 0.0 ? Double.NEGATIVE_INFINITY : signed;
  }

  static double tanh(double x) {
    double size = Math.abs(x);
    double y = (22.0 < size ? 22.0 : size) * 2.0;
    double shifted = Math.fma(y, 0x1.71547652b82fep0, -0.5) + 0x1.8p52;
    double scale = powerOfTwo(exponent(shifted));
    double em = Math.fma(scale, reduced(y, shifted, true), scale - 1.0);
    return withSign(em / (em + 2.0), x);
  }

  static double sigmoid(double x) {
    double z = exp(-Math.abs(x));
    return (x >= 0.0 ? 1.0 : z) / (z + 1.0);
  }

  private static double withSign(double value, double x) {
    return Double.longBitsToDouble(
        Double.doubleToRawLongBits(value) | (Double.doubleToRawLongBits(x) & Long.MIN_VALUE));
  }

  private static double logTail(double f) {
    double s = f / (2.0 + f);
    double z = s * s;
    double half = -0.5 * f * f;
    return Math.fma(s, z * logPart(z) - half, half);
  }

  private static float expPart(float x) {
    float p = 0x1.6a2256p-10f;
    p = Math.fma(p, x, 0x1.123b02p-7f);
    p = Math.fma(p, x, 0x1.5558f8p-5f);
    p = Math.fma(p, x, 0x1.55549p-3f);
    p = Math.fma(p, x, 0x1.fffffcp-2f);
    return p;
  }

  private static double expPart(double x) {
    double p = 0x1.1e3d2e880d6a9p-29;
    p = Math.fma(p, x, 0x1.af6be7e0fa2bp-26);
    p = Math.fma(p, x, 0x1.27e5b4456b351p-22);
    p = Math.fma(p, x, 0x1.71ddf020ced8ap-19);
    p = Math.fma(p, x, 0x1.a01a01368fcb2p-16);
    p = Math.fma(p, x, 0x1.a01a01b37e383p-13);
    p = Math.fma(p, x, 0x1.6c16c16c3048cp-10);
    p = Math.fma(p, x, 0x1.111111110ec5dp-7);
    p = Math.fma(p, x, 0x1.5555555555503p-5);
    p = Math.fma(p, x, 0x1.555555555555bp-3);
    p = Math.fma(p, x, 0x1p-1);
    return p;
  }

  private static double expm1Part(double x) {
    double p = 0x1.16a082468c6b2p-36;
    p = Math.fma(p, x, 0x1.4b667802118b7p-33);
    p = Math.fma(p, x, 0x1.20b0348859943p-29);
    p = Math.fma(p, x, 0x1.ae3533c79ed08p-26);
    p = Math.fma(p, x, 0x1.27e6a9abf657cp-22);
    p = Math.fma(p, x, 0x1.71de24ed90288p-19);
    p = Math.fma(p, x, 0x1.a01a025f30b01p-16);
    p = Math.fma(p, x, 0x1.a01a019b7be8p-13);
    p = Math.fma(p, x, 0x1.6c16c16c2a01dp-10);
    p = Math.fma(p, x, 0x1.1111111110ddap-7);
    p = Math.fma(p, x, 0x1.555555555555fp-5);
    p = Math.fma(p, x, 0x1.5555555555555p-3);
    p = Math.fma(p, x, 0x1p-1);
    return p;
  }

  private static float logPart(float x) {
    float p = -0x1.38b59p-4f;
    p = Math.fma(p, x, 0x1.055b6ep-3f);
    p = Math.fma(p, x, -0x1.0d854p-3f);
    p = Math.fma(p, x, 0x1.22da1cp-3f);
    p = Math.fma(p, x, -0x1.547244p-3f);
    p = Math.fma(p, x, 0x1.99a008p-3f);
    p = Math.fma(p, x, -0x1.000226p-2f);
    p = Math.fma(p, x, 0x1.555554p-2f);
    return p;
  }

  private static double logPart(double x) {
    double p = 0x1.0f6312472144ep-3;
    p = Math.fma(p, x, 0x1.0f5cc90281909p-3);
    p = Math.fma(p, x, 0x1.3b20ab8f399c3p-3);
    p = Math.fma(p, x, 0x1.745cde35a3f6ap-3);
    p = Math.fma(p, x, 0x1.c71c7258fd924p-3);
    p = Math.fma(p, x, 0x1.249249242b416p-2);
    p = Math.fma(p, x, 0x1.9999999999dffp-2);
    p = Math.fma(p, x, 0x1.5555555555555p-1);
    return p;
  }

  private static float tanhNear(float x) {
    float p = -0x1.9b3046p-8f;
    p = Math.fma(p, x, 0x1.593d08p-6f);
    p = Math.fma(p, x, -0x1.b9287ap-5f);
    p = Math.fma(p, x, 0x1.110d26p-3f);
    p = Math.fma(p, x, -0x1.55554ap-2f);
    return p;
  }

  private static float erfNear(float x) {
    float p = 0x1.4771fep-14f;
    p = Math.fma(p, x, -0x1.a3515ep-11f);
    p = Math.fma(p, x, 0x1.53f224p-8f);
    p = Math.fma(p, x, -0x1.b7f71ap-6f);
    p = Math.fma(p, x, 0x1.ce2ce6p-4f);
    p = Math.fma(p, x, -0x1.81273ep-2f);
    p = Math.fma(p, x, 0x1.06eba8p-3f);
    return p;
  }

  private static float erfFar(float x) {
    float p = -0x1.6bf2acp-16f;
    p = Math.fma(p, x, 0x1.cedfbap-12f);
    p = Math.fma(p, x, -0x1.139642p-8f);
    p = Math.fma(p, x, 0x1.9d0a6ep-6f);
    p = Math.fma(p, x, -0x1.bc186ap-4f);
    p = Math.fma(p, x, -0x1.4434f8p-1f);
    p = Math.fma(p, x, -0x1.212c2cp+0f);
    p = Math.fma(p, x, 0x1.8b3f1ap-13f);
    return p;
  }
}
