package dev.ridgeline.core.op;

/**
 * An operator that a file uses and Ridgeline does not know, kept as it was read so that it can be
 * written again, and reported, never dropped or guessed.
 *
 * @param domain the operator's domain; empty for the standard one
 * @param type the operator's name
 * @param version the operator set version that it was read under
 * @param payload the node as its format encodes it
 * @param reason why it is opaque, for the user
 */
public record Opaque(String domain, String type, long version, Payload payload, String reason)
    implements Op {

  @Override
  public String label() {
    return domain.isEmpty() ? type : domain + "::" + type;
  }

  /** Bytes that only the format which made them can read. */
  public interface Payload {
    /** The format's name, for example {@code onnx}. */
    String format();

    /** A copy of the encoded node. */
    byte[] bytes();
  }
}
