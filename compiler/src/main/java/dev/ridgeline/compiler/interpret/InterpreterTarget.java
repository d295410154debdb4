package dev.ridgeline.compiler.interpret;

import dev.ridgeline.compiler.interpret.Code.Frame;
import dev.ridgeline.compiler.ir.Function;
import dev.ridgeline.compiler.ir.Program;
import dev.ridgeline.compiler.target.FunctionCode;
import dev.ridgeline.compiler.target.MemoryKind;
import dev.ridgeline.compiler.target.Target;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The target {@code interpreter}: slow, always available, every access checked. A call makes a
 * small frame of its own, so that several threads may run one function.
 */
public final class InterpreterTarget implements Target {

  @Override
  public String name() {
    return "interpreter";
  }

  @Override
  public MemoryKind memory() {
    return MemoryKind.HEAP;
  }

  @Override
  public int vectorBytes() {
    return 32;
  }

  @Override
  public Map<String, FunctionCode> compile(Program flat) {
    Map<String, FunctionCode> code = new LinkedHashMap<>();
    for (Function function : flat.functions()) {
      Names.Slots slots = new Names.Slots(AccessObserver.NONE);
      Functions functions = new Functions(flat, slots, Unwritten.READABLE);
      Functions.Compiled compiled = functions.get(function.name());
      code.put(
          function.name(), (buffers, scalars) -> run(compiled, slots.frame(), buffers, scalars));
    }
    return code;
  }

  private static void run(Functions.Compiled c, Frame f, Object[] buffers, int[] scalars) {
    for (int i = 0; i < c.buffers().length; i++) {
      f.arrays()[c.buffers()[i]] = Cells.checked(c.function().buffers().get(i), buffers[i]);
    }
    for (int i = 0; i < c.scalars().length; i++) {
      f.ints()[c.scalars()[i]] = scalars[i];
    }
    c.body().run(f);
  }
}
