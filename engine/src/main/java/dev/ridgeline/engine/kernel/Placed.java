package dev.ridgeline.engine.kernel;

/**
 * A value of the graph in one order of its elements: what memory is planned for.
 *
 * @param value its name in the graph
 * @param order of its elements
 */
public record Placed(String value, Order order) {

  public static Placed rowMajor(String value) {
    return new Placed(value, Order.ROW_MAJOR);
  }

  public static Placed channelsLast(String value) {
    return new Placed(value, Order.CHANNELS_LAST);
  }

  @Override
  public String toString() {
    return order == Order.ROW_MAJOR ? value : value + " (" + order.label() + ")";
  }
}
