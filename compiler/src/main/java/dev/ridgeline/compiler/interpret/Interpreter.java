package dev.ridgeline.compiler.interpret;

import dev.ridgeline.compiler.interpret.Code.Action;
import dev.ridgeline.compiler.interpret.Code.Frame;
import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.Level;
import dev.ridgeline.compiler.ir.Program;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs programs of every level as they are written: loops one after the other whatever their kind,
 * vectors lane by lane, every access held to the bounds of its buffer. Its results are what the
 * code of every target has to give, bit for bit (which bits a NaN has is left open).
 *
 * <p><b>Reductions</b> of level BLOCKS that initialize set the identity each time the outermost
 * loop that carries one of their reduce iterators is entered, in all elements that they can write
 * while it runs.
 *
 * <p><b>Cost</b>: about 25 to 60 ns a point of a multiply-add with two or three dimensions.
 *
 * <p><b>Limits</b>: one run at a time; the verifier, not this class, refuses programs that break
 * the rules of their level, as far as they have a meaning.
 */
public final class Interpreter {
  private record Parameter(Buffer buffer, int slot, boolean watched) {}

  private final Frame frame;
  private final List<Parameter> parameters = new ArrayList<>();
  private final List<Parameter> internals = new ArrayList<>();
  private final Action body;

  private Interpreter(Program p, Level level, Unwritten unwritten, AccessObserver observer) {
    Names.Slots slots = new Names.Slots(observer);
    Names names = new Names(slots);
    for (Buffer b : p.inputs()) {
      parameters.add(new Parameter(b, names.declare(b).slot(), false));
    }
    for (Buffer b : p.outputs()) {
      boolean watched = Code.watched(unwritten, b.scope(), true);
      parameters.add(new Parameter(b, names.declare(b).slot(), watched));
    }
    for (Buffer b : p.internals()) {
      boolean watched = Code.watched(unwritten, b.scope(), false);
      internals.add(new Parameter(b, names.declare(b).slot(), watched));
    }
    Functions functions = new Functions(p, slots, unwritten);
    body = new StmtCompiler(names, functions, level, unwritten).compile(p.body());
    frame = slots.frame();
  }

  /** An interpreter that holds reads of the program's own memory to what was written before. */
  public static Interpreter of(Program p, Level level) {
    return of(p, level, Unwritten.FORBIDDEN);
  }

  /**
   * An interpreter.
   *
   * @throws IllegalArgumentException if the program has no meaning: an unknown name, wrong counts
   */
  public static Interpreter of(Program p, Level level, Unwritten unwritten) {
    return new Interpreter(p, level, unwritten, AccessObserver.NONE);
  }

  /** An interpreter that shows every access to an observer. */
  public static Interpreter observed(
      Program p, Level level, Unwritten unwritten, AccessObserver observer) {
    return new Interpreter(p, level, unwritten, observer);
  }

  /**
   * Runs the program.
   *
   * @param memory for each input and output, by name, an array of at least {@link Buffer#span()}
   *     elements: {@code float[]}, {@code double[]}, {@code int[]}, {@code long[]}, {@code short[]}
   *     (i16) or {@code byte[]} (i8, u8, bool)
   * @throws IllegalArgumentException if an array is missing or does not fit
   * @throws InterpretationError if the program leaves a buffer, reads what was never written or
   *     divides by zero
   */
  public void run(Map<String, Object> memory) {
    for (Parameter p : parameters) {
      Object array = memory.get(p.buffer().name());
      if (array == null) {
        throw new IllegalArgumentException("no memory for buffer '" + p.buffer().name() + "'");
      }
      frame.arrays()[p.slot()] = Cells.checked(p.buffer(), array);
      if (p.watched()) {
        frame.written()[p.slot()] = new boolean[p.buffer().span()];
      }
    }
    for (Parameter p : internals) {
      StmtCompiler.provide(frame, p.buffer(), p.slot(), p.watched());
    }
    body.run(frame);
  }

  /** Fresh memory for the parameters of a program, for {@link #run}. */
  public static Map<String, Object> memory(Program p) {
    Map<String, Object> memory = new LinkedHashMap<>();
    p.inputs().forEach(b -> memory.put(b.name(), Cells.allocate(b)));
    p.outputs().forEach(b -> memory.put(b.name(), Cells.allocate(b)));
    return memory;
  }
}
