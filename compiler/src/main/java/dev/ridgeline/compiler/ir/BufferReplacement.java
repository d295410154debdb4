package dev.ridgeline.compiler.ir;

import java.util.List;
import java.util.Map;

/** Puts other buffers in the place of those of the given names; indices stay as they are. */
public final class BufferReplacement extends Rewriter {
  private final Map<String, Buffer> replacements;

  public BufferReplacement(Map<String, Buffer> replacements) {
    this.replacements = Map.copyOf(replacements);
  }

  private Buffer buffer(Buffer b) {
    Buffer other = replacements.get(b.name());
    return other == null ? b : other;
  }

  /** The same for a whole program, its declarations included. */
  @Override
  public Program program(Program p) {
    Program q = super.program(p);
    return new Program(
        q.name(),
        buffers(q.inputs()),
        buffers(q.outputs()),
        buffers(q.internals()),
        q.functions(),
        q.body());
  }

  private List<Buffer> buffers(List<Buffer> list) {
    return list.stream().map(this::buffer).toList();
  }

  @Override
  protected Stmt store(Stmt.Store s) {
    Stmt.Store x = (Stmt.Store) super.store(s);
    return new Stmt.Store(buffer(x.buffer()), x.indices(), x.value(), x.active());
  }

  @Override
  protected Expr load(Expr.Load e) {
    Expr.Load x = (Expr.Load) super.load(e);
    return new Expr.Load(buffer(x.buffer()), x.indices(), x.active());
  }

  @Override
  protected Stmt allocate(Stmt.Allocate s) {
    return new Stmt.Allocate(buffer(s.buffer()), stmt(s.body()));
  }

  @Override
  protected Stmt call(Stmt.Call s) {
    Stmt.Call x = (Stmt.Call) super.call(s);
    return new Stmt.Call(x.function(), buffers(x.buffers()), x.scalars());
  }
}
