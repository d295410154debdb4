package dev.ridgeline.compiler.jvm;

import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Function;
import dev.ridgeline.compiler.ir.Program;
import dev.ridgeline.compiler.target.FunctionCode;
import dev.ridgeline.core.UserError;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The class file of a program: a static method for each function; and, since the class is itself a
 * {@link FunctionCode}, a number that says which of them an instance calls.
 */
final class ProgramClass {
  /** The JIT leaves longer methods to the bytecode interpreter. */
  static final int MAX_METHOD_BYTES = 8000;

  /** What the class file library says of a method that no class file can hold. */
  private static final Pattern BEYOND_CLASS_FILES =
      Pattern.compile("^Code length .* in ([^(]*)\\(");

  private static final int ACCESS = ClassFile.ACC_STATIC | ClassFile.ACC_FINAL;
  private static final ClassDesc CODE = ClassDesc.of(FunctionCode.class.getName());
  private static final ClassDesc OBJECTS = ConstantDescs.CD_Object.arrayType();
  private static final ClassDesc INTS = ConstantDescs.CD_int.arrayType();
  private static final MethodTypeDesc CALL =
      MethodTypeDesc.of(ConstantDescs.CD_void, OBJECTS, INTS);

  private final Program program;
  private final int vectorBytes;
  private final ClassDesc owner;
  private final Map<String, Function> functions = new HashMap<>();

  private ProgramClass(Program program, int vectorBytes) {
    this.program = program;
    this.vectorBytes = vectorBytes;
    this.owner = ClassDesc.of(ProgramClass.class.getPackageName(), "Compiled");
    program.functions().forEach(f -> functions.put(f.name(), f));
  }

  /**
   * The bytes of the class.
   *
   * @throws UserError if a function is longer than the JIT compiles or has vectors that are wider
   *     than the machine's
   */
  static byte[] of(Program program, int vectorBytes) {
    ProgramClass made = new ProgramClass(program, vectorBytes);
    byte[] bytes = made.buildOrRefuse();
    made.requireShort(ClassFile.of().parse(bytes));
    return bytes;
  }

  private byte[] buildOrRefuse() {
    try {
      return build();
    } catch (IllegalArgumentException e) {
      Matcher longer = BEYOND_CLASS_FILES.matcher(String.valueOf(e.getMessage()));
      if (longer.find()) {
        throw new UserError(tooLong(longer.group(1), "more than 65535"), e);
      }
      throw e;
    }
  }

  private byte[] build() {
    return ClassFile.of()
        .build(
            owner,
            builder -> {
              builder.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER);
              builder.withInterfaceSymbols(CODE);
              instance(builder);
              for (Function f : program.functions()) {
                function(builder, f);
              }
            });
  }

  private void instance(ClassBuilder builder) {
    builder.withField("index", ConstantDescs.CD_int, ClassFile.ACC_FINAL);
    builder.withField(FunctionWriter.ZERO, ConstantDescs.CD_int, ClassFile.ACC_STATIC);
    builder.withMethodBody(
        ConstantDescs.INIT_NAME,
        MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_int),
        0,
        code ->
            code.aload(0)
                .invokespecial(
                    ConstantDescs.CD_Object,
                    ConstantDescs.INIT_NAME,
                    MethodTypeDesc.of(ConstantDescs.CD_void))
                .aload(0)
                .iload(1)
                .putfield(owner, "index", ConstantDescs.CD_int)
                .return_());
    builder.withMethodBody("call", CALL, ClassFile.ACC_PUBLIC, this::dispatch);
  }

  private void dispatch(CodeBuilder code) {
    Label none = code.newLabel();
    List<SwitchCase> cases = new ArrayList<>();
    for (int i = 0; i < program.functions().size(); i++) {
      cases.add(SwitchCase.of(i, code.newLabel()));
    }
    code.aload(0).getfield(owner, "index", ConstantDescs.CD_int);
    code.tableswitch(none, cases);
    for (int i = 0; i < cases.size(); i++) {
      code.labelBinding(cases.get(i).target());
      code.aload(1).aload(2);
      code.invokestatic(owner, bridgeName(i), CALL);
      code.return_();
    }
    code.labelBinding(none);
    code.return_();
  }

  private static String bridgeName(int index) {
    return "call" + "$" + index;
  }

  private void function(ClassBuilder builder, Function f) {
    MethodTypeDesc type = FunctionWriter.signature(f);
    Map<String, Range> ranges = new HashMap<>();
    for (Expr.Var v : f.scalars()) {
      ranges.put(v.name(), Range.ALL);
    }
    try {
      builder.withMethodBody(
          FunctionWriter.methodName(f),
          type,
          ACCESS,
          code -> FunctionWriter.write(owner, functions, f, ranges, vectorBytes, code));
    } catch (Refusal e) {
      throw new UserError(
          "function '%s' of program '%s' %s".formatted(f.name(), program.name(), e.getMessage()),
          e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "function '%s' of program '%s': %s".formatted(f.name(), program.name(), e.getMessage()),
          e);
    }
    builder.withMethodBody(
        bridgeName(program.functions().indexOf(f)), CALL, ACCESS, code -> bridge(code, f));
  }

  /** Takes the arguments out of the two arrays. */
  private void bridge(CodeBuilder code, Function f) {
    for (int i = 0; i < f.buffers().size(); i++) {
      code.aload(0).loadConstant(i).aaload();
      code.checkcast(Names.array(f.buffers().get(i)));
    }
    for (int i = 0; i < f.scalars().size(); i++) {
      code.aload(1).loadConstant(i).iaload();
    }
    code.invokestatic(owner, FunctionWriter.methodName(f), FunctionWriter.signature(f));
    code.return_();
  }

  private void requireShort(ClassModel model) {
    for (MethodModel method : model.methods()) {
      CodeAttribute code = method.findAttribute(Attributes.code()).orElseThrow();
      if (code.codeLength() >= MAX_METHOD_BYTES) {
        throw new UserError(
            tooLong(method.methodName().stringValue(), String.valueOf(code.codeLength())));
      }
    }
  }

  private String tooLong(String function, String bytes) {
    return "function '%s' of program '%s' takes %s bytes of bytecode; the JIT compiles less than %d; unroll less or split the function"
        .formatted(function, program.name(), bytes, MAX_METHOD_BYTES);
  }
}
