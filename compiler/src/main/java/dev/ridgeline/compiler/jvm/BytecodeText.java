package dev.ridgeline.compiler.jvm;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.util.HashMap;
import java.util.Map;

/**
 * The methods of a class file as text: an instruction a line, places that are jumped to by number.
 */
final class BytecodeText {
  private final StringBuilder text = new StringBuilder();
  private final Map<Label, Integer> places = new HashMap<>();

  private BytecodeText() {}

  static String of(byte[] classFile) {
    BytecodeText printer = new BytecodeText();
    ClassModel model = ClassFile.of().parse(classFile);
    for (MethodModel method : model.methods()) {
      printer.method(method);
    }
    return printer.text.toString();
  }

  private void method(MethodModel method) {
    text.append(method.methodName().stringValue())
        .append(method.methodType().stringValue())
        .append('\n');
    places.clear();
    method.code().ifPresent(this::code);
    text.append('\n');
  }

  private void code(CodeModel code) {
    for (CodeElement element : code) {
      switch (element) {
        case LabelTarget target -> text.append(" ").append(place(target.label())).append(":\n");
        case BranchInstruction jump ->
            text.append("    ")
                .append(jump.opcode().name().toLowerCase(java.util.Locale.ROOT))
                .append(" ")
                .append(place(jump.target()))
                .append('\n');
        case Instruction instruction -> text.append("    ").append(instruction).append('\n');
        default -> {}
      }
    }
  }

  private String place(Label label) {
    return "L" + places.computeIfAbsent(label, _ -> places.size());
  }
}
