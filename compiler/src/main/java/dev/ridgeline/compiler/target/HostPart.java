package dev.ridgeline.compiler.target;

import dev.ridgeline.compiler.ir.BinaryOp;
import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.CompareOp;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Function;
import dev.ridgeline.compiler.ir.LoopKind;
import dev.ridgeline.compiler.ir.Program;
import dev.ridgeline.compiler.ir.ScalarType;
import dev.ridgeline.compiler.ir.Scope;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.compiler.ir.UnaryOp;
import dev.ridgeline.compiler.ir.ValueType;
import dev.ridgeline.core.tensor.DType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the host needs of a program of level FLAT, as bytes: everything but the bodies of its
 * functions. Buffers are written where they are first met and named from then on.
 */
final class HostPart {
  /** More parts than any list of a program has. */
  private static final int MAX_PARTS = 1 << 20;

  /** Deeper than any program nests. */
  private static final int MAX_DEPTH = 1000;

  private HostPart() {}

  static byte[] write(Program p) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      new Writer(out).program(p);
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory failed", e);
    }
    return bytes.toByteArray();
  }

  /**
   * The program, its functions without bodies.
   *
   * @throws IOException if the bytes are not what {@link #write} made
   */
  static Program read(byte[] bytes) throws IOException {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      return new Reader(in).program();
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** Writes each part as the name of its kind and its components in order. */
  private static final class Writer {
    private final DataOutputStream out;
    private final Map<String, Buffer> known = new HashMap<>();

    Writer(DataOutputStream out) {
      this.out = out;
    }

    private interface Part<T> {
      void write(T part) throws IOException;
    }

    private <T> void list(List<T> parts, Part<? super T> write) throws IOException {
      out.writeInt(parts.size());
      for (T part : parts) {
        write.write(part);
      }
    }

    void program(Program p) throws IOException {
      out.writeUTF(p.name());
      list(p.inputs(), this::buffer);
      list(p.outputs(), this::buffer);
      list(p.internals(), this::buffer);
      for (Function f : p.functions()) {
        out.writeUTF("function");
        out.writeUTF(f.name());
        known.clear();
        list(f.buffers(), this::buffer);
        list(f.scalars(), v -> out.writeUTF(v.name()));
      }
      out.writeUTF("body");
      known.clear();
      stmt(p.body());
    }

    private void buffer(Buffer b) throws IOException {
      out.writeUTF(b.name());
      Buffer before = known.putIfAbsent(b.name(), b);
      out.writeBoolean(b.equals(before));
      if (!b.equals(before)) {
        out.writeUTF(b.dtype().name());
        list(b.shape(), out::writeInt);
        list(b.strides(), out::writeInt);
        out.writeUTF(b.scope().name());
      }
    }

    private void stmt(Stmt s) throws IOException {
      out.writeUTF(s.getClass().getSimpleName());
      switch (s) {
        case Stmt.Loop x -> {
          out.writeUTF(x.var().name());
          expr(x.extent());
          out.writeUTF(x.kind().name());
          stmt(x.body());
        }
        case Stmt.Sequence x -> list(x.statements(), this::stmt);
        case Stmt.If x -> {
          expr(x.condition());
          stmt(x.then());
          stmt(x.otherwise());
        }
        case Stmt.Allocate x -> {
          buffer(x.buffer());
          stmt(x.body());
        }
        case Stmt.Define x -> {
          expr(x.var());
          expr(x.value());
          stmt(x.body());
        }
        case Stmt.Assign x -> {
          expr(x.var());
          expr(x.value());
        }
        case Stmt.Call x -> {
          out.writeUTF(x.function());
          list(x.buffers(), this::buffer);
          list(x.scalars(), this::expr);
        }
        case Stmt.Block _, Stmt.Store _ ->
            throw new IllegalArgumentException(
                s.getClass().getSimpleName() + " does not stand in the host part of a program");
      }
    }

    private void expr(Expr e) throws IOException {
      out.writeUTF(e.getClass().getSimpleName());
      switch (e) {
        case Expr.IntImm x -> {
          out.writeUTF(x.type().scalar().name());
          out.writeLong(x.value());
        }
        case Expr.Var x -> {
          out.writeUTF(x.name());
          out.writeUTF(x.type().scalar().name());
        }
        case Expr.Unary x -> {
          out.writeUTF(x.op().name());
          expr(x.a());
        }
        case Expr.Binary x -> {
          out.writeUTF(x.op().name());
          expr(x.a());
          expr(x.b());
        }
        case Expr.Compare x -> {
          out.writeUTF(x.op().name());
          expr(x.a());
          expr(x.b());
        }
        case Expr.Select x -> {
          expr(x.condition());
          expr(x.then());
          expr(x.otherwise());
        }
        case Expr.Cast x -> {
          out.writeUTF(x.to().name());
          expr(x.a());
        }
        default ->
            throw new IllegalArgumentException(
                e.getClass().getSimpleName() + " does not stand in the host part of a program");
      }
    }
  }

  /** Reads what the writer writes. */
  private static final class Reader {
    private final DataInputStream in;
    private final Map<String, Buffer> known = new HashMap<>();
    private int depth;

    Reader(DataInputStream in) {
      this.in = in;
    }

    private interface Item<T> {
      T read() throws IOException;
    }

    private <T> List<T> list(Item<? extends T> item) throws IOException {
      int count = in.readInt();
      if (count < 0 || count > MAX_PARTS) {
        throw new IOException("a list of " + count + " parts");
      }
      List<T> parts = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        parts.add(item.read());
      }
      return parts;
    }

    Program program() throws IOException {
      String name = in.readUTF();
      List<Buffer> inputs = list(this::buffer);
      List<Buffer> outputs = list(this::buffer);
      List<Buffer> internals = list(this::buffer);
      List<Function> functions = new ArrayList<>();
      while (in.readUTF().equals("function")) {
        String function = in.readUTF();
        known.clear();
        List<Buffer> buffers = list(this::buffer);
        List<Expr.Var> scalars = list(() -> Expr.Var.index(in.readUTF()));
        functions.add(new Function(function, buffers, scalars, Stmt.Sequence.EMPTY));
      }
      known.clear();
      return new Program(name, inputs, outputs, internals, functions, stmt());
    }

    private Buffer buffer() throws IOException {
      String name = in.readUTF();
      Buffer before = known.get(name);
      if (in.readBoolean()) {
        if (before == null) {
          throw new IOException("buffer '" + name + "' is named before it is described");
        }
        return before;
      }
      Buffer read =
          new Buffer(
              name,
              DType.valueOf(in.readUTF()),
              list(in::readInt),
              list(in::readInt),
              Scope.valueOf(in.readUTF()));
      known.putIfAbsent(name, read);
      return read;
    }

    private void enter() throws IOException {
      if (++depth > MAX_DEPTH) {
        throw new IOException("nested deeper than " + MAX_DEPTH);
      }
    }

    private Stmt stmt() throws IOException {
      enter();
      String kind = in.readUTF();
      Stmt read =
          switch (kind) {
            case "Loop" -> {
              Expr.Var var = Expr.Var.index(in.readUTF());
              Expr extent = expr();
              yield new Stmt.Loop(var, extent, LoopKind.valueOf(in.readUTF()), false, stmt());
            }
            case "Sequence" -> new Stmt.Sequence(list(this::stmt));
            case "If" -> new Stmt.If(expr(), stmt(), stmt());
            case "Allocate" -> new Stmt.Allocate(buffer(), stmt());
            case "Define" -> new Stmt.Define(variable(), expr(), stmt());
            case "Assign" -> new Stmt.Assign(variable(), expr());
            case "Call" -> new Stmt.Call(in.readUTF(), list(this::buffer), list(this::expr));
            default -> throw new IOException("no statement is a '" + kind + "'");
          };
      depth--;
      return read;
    }

    private Expr.Var variable() throws IOException {
      if (expr() instanceof Expr.Var v) {
        return v;
      }
      throw new IOException("a value stands where a variable is due");
    }

    private Expr expr() throws IOException {
      enter();
      String kind = in.readUTF();
      Expr read =
          switch (kind) {
            case "IntImm" -> new Expr.IntImm(type(), in.readLong());
            case "Var" -> new Expr.Var(in.readUTF(), type());
            case "Unary" -> new Expr.Unary(UnaryOp.valueOf(in.readUTF()), expr());
            case "Binary" -> new Expr.Binary(BinaryOp.valueOf(in.readUTF()), expr(), expr());
            case "Compare" -> new Expr.Compare(CompareOp.valueOf(in.readUTF()), expr(), expr());
            case "Select" -> new Expr.Select(expr(), expr(), expr());
            case "Cast" -> new Expr.Cast(ScalarType.valueOf(in.readUTF()), expr());
            default -> throw new IOException("no expression is a '" + kind + "'");
          };
      depth--;
      return read;
    }

    private ValueType type() throws IOException {
      return ValueType.of(ScalarType.valueOf(in.readUTF()));
    }
  }
}
