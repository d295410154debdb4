package dev.ridgeline.app.cli;

/** The studies that commands belong to. */
public enum Study {
  ROOFLINES("Rooflines and hardware benchmarking"),
  KEYWORDS("Keyword spotting on microcontrollers"),
  COMPILER("Compiling operators"),
  PRIMITIVES("Primitives by other means");

  private final String title;

  Study(String title) {
    this.title = title;
  }

  public String title() {
    return title;
  }
}
