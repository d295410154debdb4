package dev.ridgeline.peers.nativecode;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Environment variables as native code sees them. Libraries read some settings when they are loaded
 * and in no other way. Java's own view, and so that of processes started from it, stays as it was.
 */
final class NativeEnvironment {
  private NativeEnvironment() {}

  /** Sets a variable unless it is set. Not for use while native code reads the environment. */
  static void setDefault(String name, String value) {
    System.getenv(); // Java takes its copy now, before the change
    Linker linker = Linker.nativeLinker();
    MemorySegment setenv = linker.defaultLookup().find("setenv").orElseThrow();
    MethodHandle handle =
        linker.downcallHandle(
            setenv,
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_INT));
    try (Arena arena = Arena.ofConfined()) {
      int status = (int) handle.invokeExact(arena.allocateFrom(name), arena.allocateFrom(value), 0);
      if (status != 0) {
        throw new IllegalStateException("cannot set " + name + " for native code");
      }
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("setenv failed", e);
    }
  }
}
